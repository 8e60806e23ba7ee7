import Foundation
import Glibc
import LoopbackOrigin
import Testing

@testable import DemoKit

/// What `program` prints, run to its end off the pool.
func shell(_ script: String, _ arguments: String...) async throws -> String {
  try await withCheckedThrowingContinuation { continuation in
    DispatchQueue.global().async {
      continuation.resume(
        with: Result {
          let process = Process()
          process.executableURL = URL(filePath: "/bin/sh")
          process.arguments = ["-c", script, "sh"] + arguments
          let pipe = Foundation.Pipe()
          process.standardOutput = pipe
          try process.run()
          let output = pipe.fileHandleForReading.readDataToEndOfFile()
          process.waitUntilExit()
          return String(decoding: output, as: UTF8.self)
        })
    }
  }
}

/// The living processes whose command line names `text`.
func processes(naming text: String) throws -> [String] {
  try FileManager.default.contentsOfDirectory(atPath: "/proc").filter { entry in
    guard Int(entry) != nil, let line = FileManager.default.contents(atPath: "/proc/\(entry)/cmdline") else {
      return false
    }
    return String(decoding: line, as: UTF8.self).contains(text)
  }
}

@Suite("The demo's private MPD", .enabled(if: PrivateMPD.isInstalled))
struct PrivateMPDTests {
  @Test("It answers mpc, plays and seeks the demo's music, and leaves nothing behind")
  func life() async throws {
    let folder = try DemoFolder()
    let mpd = try await PrivateMPD.start(in: folder)
    #expect(mpd.version.hasPrefix("0."))
    let song = try #require(DemoLibrary.songs.first)
    let file = "\(folder.path)/mpd/music/tone.wav"
    try Data(ToneSynthesizer.wave(of: song.score)).write(to: URL(filePath: file))

    let played = try await shell(
      """
      export MPD_HOST="$1"
      mpc -q --wait update && mpc -q volume 40 && mpc -q add tone.wav && mpc -q play && mpc -q seek 20 &&
        mpc status '%state% %totaltime% %volume%' && mpc status '%currenttime%'
      """, mpd.socketPath)
    let lines = played.split(whereSeparator: \.isNewline)
    #expect(lines.first.map(String.init) == "playing 0:38  40%")
    #expect(lines.last == "0:20" || lines.last == "0:21")

    #expect(try processes(naming: folder.path).count >= 2)
    await mpd.stop()
    await mpd.stop()
    folder.remove()
    #expect(!FileManager.default.fileExists(atPath: folder.path))
    #expect(try processes(naming: folder.path).isEmpty)
  }

  @Test("An MPD that cannot start says why, and is gone")
  func refusal() async throws {
    let folder = try DemoFolder()
    defer { folder.remove() }
    let mpd = try folder.subfolder("mpd")
    // A folder where the log file should be.
    try FileManager.default.createDirectory(atPath: "\(mpd)/log", withIntermediateDirectories: true)
    let error = await #expect(throws: DemoError.self) { _ = try await PrivateMPD.start(in: folder) }
    #expect(error?.description.contains("log") == true, "\(String(describing: error))")
    #expect(try processes(naming: mpd).isEmpty)
  }

  @Test("An MPD that refuses its configuration is quoted, and is gone")
  func words() async throws {
    let folder = try DemoFolder()
    defer { folder.remove() }
    let mpd = try folder.subfolder("mpd")
    // A folder where the socket should be.
    try FileManager.default.createDirectory(atPath: "\(mpd)/socket/x", withIntermediateDirectories: true)
    let error = await #expect(throws: DemoError.self) { _ = try await PrivateMPD.start(in: folder) }
    #expect(error?.description.hasPrefix("MPD did not start: ") == true, "\(String(describing: error))")
    #expect(try processes(naming: mpd).isEmpty)
  }

  @Test("Outputs to hear are tried in the order of likelihood")
  func outputs() {
    func outputs(_ environment: [String: String], _ files: Set<String>) -> [MPDConfiguration.Output] {
      MPDConfiguration.audibleOutputs(environment: environment, exists: files.contains)
    }
    #expect(outputs([:], []) == [.detected])
    #expect(outputs(["PULSE_SERVER": "tcp:x"], []) == [.plugin("pulse"), .detected])
    #expect(
      outputs(["XDG_RUNTIME_DIR": "/run/user/7"], ["/run/user/7/pipewire-0", "/run/user/7/pulse/native"])
        == [.plugin("pipewire"), .plugin("pulse"), .detected])
  }

  @Test("A path with quotes cannot break out of the configuration")
  func quoting() {
    let text = MPDConfiguration(folder: #"/tmp/a"b\c"#, output: .null).text
    #expect(text.contains(#"log_file "/tmp/a\"b\\c/log""#))
  }

  @Test(
    "A greeting is told from anything else",
    arguments: [
      ("OK MPD 0.23.5\n", "0.23.5"), ("OK MPD 0.24", "0.24"), ("OK MPD ", nil), ("ACK [5@0]\n", nil),
      ("", nil),
    ] as [(String, String?)])
  func greeting(line: String, version: String?) {
    #expect(MPDGreeting.version(in: line) == version)
  }
}

@Suite("The demo's folder")
struct DemoFolderTests {
  @Test("It is private, and removed with all that is in it")
  func life() throws {
    let folder = try DemoFolder()
    let attributes = try FileManager.default.attributesOfItem(atPath: folder.path)
    #expect(attributes[.posixPermissions] as? Int == 0o700)
    let inner = try folder.subfolder("a")
    #expect(try folder.subfolder("a") == inner)
    try Data("x".utf8).write(to: URL(filePath: "\(inner)/file"))
    folder.remove()
    folder.remove()
    #expect(!FileManager.default.fileExists(atPath: folder.path))
    #expect(try processes(naming: folder.path).isEmpty)
  }

  @Test("The guard clears up when its line breaks, as it does at a crash")
  func orphan() async throws {
    // The guard's own script, with a line that ends at once.
    let folder = try DemoFolder()
    // A process that has only just been made has the words of its maker for a moment.
    var shells = try processes(naming: folder.path)
    let deadline = ContinuousClock.now + .seconds(10)
    while shells.isEmpty, .now < deadline {
      await Task.yield()
      shells = try processes(naming: folder.path)
    }
    let shellID = try #require(shells.first.flatMap { Int32($0) })
    let script = try #require(FileManager.default.contents(atPath: "/proc/\(shellID)/cmdline"))
    let arguments = script.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
    try #require(arguments.count == 5)
    _ = try await shell(#"exec /bin/sh -c "$1" guard "$2" </dev/null"#, arguments[2], arguments[4])
    #expect(!FileManager.default.fileExists(atPath: folder.path))
  }

  @Test(
    "A place too long for a socket, or not there, gives way to /tmp",
    arguments: [
      (nil, "/tmp"), ("", "/tmp"), ("relative", "/tmp"), ("/nowhere/at/all", "/tmp"),
      ("/var/tmp", "/var/tmp"),
      ("/" + String(repeating: "x", count: 90), "/tmp"),
    ] as [(String?, String)])
  func parent(configured: String?, expected: String) {
    #expect(DemoFolder.parent(configured) == expected)
  }
}

@Suite("A child process")
struct ChildProcessTests {
  @Test("It gets the descriptors it is given, and no other")
  func descriptors() async throws {
    let origin = try await LoopbackOrigin.start()
    let line = try SocketPair()
    let child = try ChildProcess(
      executable: "/bin/sh",
      // Asked once more, because the shell holds a descriptor itself while it looks for the names.
      arguments: ["-c", #"for fd in /proc/$$/fd/*; do [ -e "$fd" ] && printf '%s ' "${fd##*/}"; done"#],
      input: line.writing,
      output: line.writing)
    Glibc.close(line.writing)
    var text = ""
    var bytes = [UInt8](repeating: 0, count: 256)
    while true {
      let count = read(line.reading, &bytes, bytes.count)
      guard count > 0 else { break }
      text += String(decoding: bytes[..<count], as: UTF8.self)
    }
    child.reap()
    Glibc.close(line.reading)
    try await origin.shutdown()
    #expect(text == "0 1 2 ")
  }
}
