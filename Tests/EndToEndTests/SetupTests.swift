import Foundation
import Glibc
import LoopbackOrigin
import TestSupport
import Testing
import TrackKit

extension EndToEnd {
  /// `setup`, and what `doctor` tries and mends.
  struct SetupTests {
    /// Makes packages for pip that stand for yt-dlp and deno: the first runs `program`.
    private static let wheels = """
      import sys, zipfile
      folder, program, version = sys.argv[1:]
      def wheel(name, version, code, script):
          info = f"{name}-{version}.dist-info"
          with zipfile.ZipFile(f"{folder}/{name}-{version}-py3-none-any.whl", "w") as file:
              file.writestr(f"{name}_stand_in.py", code)
              file.writestr(f"{info}/METADATA",
                  f"Metadata-Version: 2.1\\nName: {name}\\nVersion: {version}\\nProvides-Extra: default\\n")
              file.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\\nGenerator: t\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
              file.writestr(f"{info}/entry_points.txt", f"[console_scripts]\\n{script} = {name}_stand_in:main\\n")
              file.writestr(f"{info}/RECORD", "")
      wheel("yt_dlp", version, f'''import os, sys
      def main():
          if sys.argv[1:] == ["--ignore-config", "--version"]: print("{version}"); return
          os.execv({program!r}, [{program!r}] + sys.argv[1:])
      ''', "yt-dlp")
      wheel("deno", "2.9.0", "def main(): print('deno 2.9.0')", "deno")
      """

    @Test func `setup installs a yt-dlp that is found without a configuration, and updates it`() async throws
    {
      try await Stage.set(seconds: 5) { stage in
        let folder = "\(stage.home.home)/wheels"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        var environment = stage.environment
        environment["PIP_NO_INDEX"] = "1"
        environment["PIP_FIND_LINKS"] = folder
        func setUp(_ arguments: String...) async throws -> Outcome {
          try await run([BuiltProgram.path, "setup"] + arguments, environment: environment)
        }
        // Nothing of the machine's own, and no line in the configuration.
        try Data("proxy_port: 0\ncache_size: 0\nlog_file: \"\"\nmpd_socket_path: /nonexistent\n".utf8).write(
          to: URL(filePath: stage.home.configuration))
        #expect(try await setUp().exit == .status(1))
        try await succeed("python3", "-c", Self.wheels, folder, stage.ytDlp.program, "2026.11.1")
        let first = try await setUp()
        let program = "\(stage.home.home)/.local/share/ytmpd-tui/yt-dlp/bin/yt-dlp"
        #expect(
          first.exit == .status(0) && first.output == "yt-dlp 2026.11.1 is at \(program)\n", "\(first.errors)"
        )
        try await succeed("python3", "-c", Self.wheels, folder, stage.ytDlp.program, "2026.11.20")
        #expect(try await setUp().output.hasPrefix("yt-dlp 2026.11.20 is at"))

        try await stage.addSongs()
        let doctor = try await stage.program("doctor")
        #expect(doctor.output.contains(program), "\(doctor.output)")
        #expect(try await setUp("--remove").exit == .status(0))
        #expect(!FileManager.default.fileExists(atPath: program))
        #expect(try await setUp("--remove").output.contains("nothing"))
      }
    }

    @Test func `doctor tries a video end to end`() async throws {
      try await Stage.set(seconds: 5) { stage in
        let song = try #require(stage.songs.first)
        let good = try await stage.program("doctor", "--online", "--video", song.id.rawValue)
        #expect(good.output.contains("ok       online"), "\(good.output)")
        let bad = try await stage.program("doctor", "--online", "--video", "unknownID-1")
        #expect(bad.exit == .status(1) && bad.output.contains("error    online"), "\(bad.output)")
        stage.origin.script(song.id.rawValue, Array(repeating: .status(403), count: 20))
        let silent = try await stage.program("doctor", "--online", "--video", song.id.rawValue)
        #expect(silent.output.contains("sent no audio"), "\(silent.output)")
        #expect(try await stage.program("doctor", "--video", "nonsense").exit == .status(2))
      }
    }

    @Test func `doctor mends what it may, and asks first`() async throws {
      try await Stage.set([]) { stage in
        let cookies = "\(stage.home.home)/cookies.txt"
        try Data("# Netscape HTTP Cookie File\n".utf8).write(to: URL(filePath: cookies))
        chmod(cookies, 0o644)
        try stage.configure(["yt_dlp_arguments": "[--cookies, \(cookies)]"])
        try Data("SQLite format 3\u{0}rubbish".utf8).write(to: URL(filePath: stage.home.database))
        let playlists = "\(stage.home.home)/playlists"

        let unasked = try await stage.program("doctor", "--fix")
        #expect(unasked.exit == .status(2) && unasked.errors.contains("--yes agrees to"), "\(unasked.errors)")
        #expect(!FileManager.default.fileExists(atPath: playlists))

        // A person at a terminal who wants one of the three.
        let script = """
          import os, pty, sys
          child, terminal = pty.fork()
          if child == 0: os.execv(sys.argv[1], sys.argv[1:])
          text = b""
          try:
              while True:
                  text += os.read(terminal, 4096)
                  if text.endswith(b"[y/N] "): os.write(terminal, b"y\\n" if b"make the folder" in text.split(b"\\n")[-1] else b"\\n")
          except OSError: pass
          os.waitpid(child, 0)
          sys.stdout.buffer.write(text)
          """
        let asked = try await run(
          ["python3", "-c", script, BuiltProgram.path, "doctor", "--fix"],
          environment: stage.environment.merging(["TERM": "xterm"]) { $1 })
        #expect(asked.output.contains("made \(playlists)"), "\(asked.output)")
        var status = stat()
        #expect(stat(playlists, &status) == 0)
        #expect(stat(cookies, &status) == 0 && status.st_mode & 0o777 == 0o644)

        let mended = try await stage.program("doctor", "--fix", "--yes")
        #expect(stat(cookies, &status) == 0 && status.st_mode & 0o777 == 0o600)
        #expect(mended.errors.contains("the damaged database is at"), "\(mended.errors)")
        let again = try await stage.program("doctor", "--fix", "--yes")
        #expect(again.errors.contains("nothing that can be put right"), "\(again.errors)")
      }
    }
  }
}
