import Dispatch
import FoundationEssentials
import Glibc
import LibraryKit
import Synchronization

/// A Music Player Daemon of the demo's own, apart from all other settings, songs and sockets.
///
/// Its blocking work is done on a thread of its own; it is killed with the program, whichever way that ends.
package final class PrivateMPD: Sendable {
  /// The unix socket it answers at.
  package let socketPath: String
  /// Its folder for playlists.
  package let playlistDirectory: String
  /// Its protocol version, such as `0.23.5`.
  package let version: String
  private let process: ChildProcess
  private let orphanGuard: OrphanGuard
  private let isStopped = Mutex(false)

  /// Whether MPD is installed.
  package static var isInstalled: Bool { ExecutablePath.find("mpd") != nil }

  /// Starts MPD and waits until it answers.
  ///
  /// - Parameters:
  ///   - folder: where its folder is made.
  ///   - audio: whether it plays through the user's loudspeakers, rather than in silence.
  ///   - limit: how long it may take.
  /// - Throws: ``DemoError`` when it is not installed, refuses to start, or does not answer in time.
  package static func start(
    in folder: DemoFolder, audio: Bool = false, limit: Duration = .seconds(10)
  ) async throws(DemoError) -> PrivateMPD {
    let outcome: Result<PrivateMPD, DemoError> = await offPool {
      Result { () throws(DemoError) in try launch(in: folder, audio: audio, limit: limit) }
    }
    return try outcome.get()
  }

  /// Ends it: SIGTERM first, SIGKILL when it has not gone after `grace`. Later calls do nothing.
  package func stop(grace: Duration = .seconds(2)) async {
    await Self.offPool { self.end(grace: grace) }
  }

  deinit { end(grace: .zero) }

  private init(
    _ configuration: MPDConfiguration, version: String, process: ChildProcess, orphanGuard: OrphanGuard
  ) {
    socketPath = configuration.socketPath
    playlistDirectory = configuration.playlistDirectory
    self.version = version
    self.process = process
    self.orphanGuard = orphanGuard
  }

  private static func launch(
    in folder: DemoFolder, audio: Bool, limit: Duration
  ) throws(DemoError) -> PrivateMPD {
    guard let executable = ExecutablePath.find("mpd") else { throw DemoError("MPD is not installed") }
    let environment = ProcessInfo.processInfo.environment
    let outputs =
      audio
      ? MPDConfiguration.audibleOutputs(environment: environment) { access($0, F_OK) == 0 } : [.null]
    let path = try folder.subfolder("mpd")
    var failure = DemoError("no audio output to try")
    for output in outputs {
      let configuration = MPDConfiguration(folder: path, output: output)
      do {
        return try launch(executable, configuration, limit: limit)
      } catch {
        failure = error
      }
    }
    throw failure
  }

  private static func launch(
    _ executable: String, _ configuration: MPDConfiguration, limit: Duration
  ) throws(DemoError) -> PrivateMPD {
    let file = "\(configuration.folder)/mpd.conf"
    do {
      for folder in configuration.folders {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      }
      try Data(configuration.text.utf8).write(to: URL(filePath: file))
    } catch {
      throw DemoError("cannot write MPD's configuration: \(error)")
    }
    let process = try spawn(executable, configuration: file, log: configuration.logPath)
    do {
      let orphanGuard = try OrphanGuard.killing(process)
      let version = try MPDGreeting.await(at: configuration.socketPath, from: process, limit: limit)
      return PrivateMPD(configuration, version: version, process: process, orphanGuard: orphanGuard)
    } catch {
      process.send(SIGKILL)
      process.reap()
      guard let words = lastWords(configuration.logPath) else { throw error }
      throw DemoError("\(error): \(words)")
    }
  }

  private static func spawn(
    _ executable: String, configuration: String, log: String
  ) throws(DemoError) -> ChildProcess {
    let input = open("/dev/null", O_RDONLY | O_CLOEXEC)
    // What MPD says before it has read where its log is belongs there too.
    let output = open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
    defer {
      if input >= 0 { close(input) }
      if output >= 0 { close(output) }
    }
    guard input >= 0, output >= 0 else { throw DemoError("cannot open MPD's log \(log)", code: errno) }
    return try ChildProcess(
      executable: executable, arguments: ["--no-daemon", configuration], input: input, output: output)
  }

  private static func lastWords(_ log: String) -> String? {
    guard let text = FileManager.default.contents(atPath: log) else { return nil }
    return String(decoding: text, as: UTF8.self).split(whereSeparator: \.isNewline).last.map(String.init)
  }

  private func end(grace: Duration) {
    let isFirst = isStopped.withLock { isStopped in
      defer { isStopped = true }
      return !isStopped
    }
    guard isFirst else { return }
    process.send(SIGTERM)
    if !process.waitForEnd(grace) { process.send(SIGKILL) }
    // The guard goes first: as long as MPD is not reaped, no other process can get its number.
    orphanGuard.release()
    process.reap()
  }

  private static func offPool<Value: Sendable>(_ body: @escaping @Sendable () -> Value) async -> Value {
    await withCheckedContinuation { continuation in
      DispatchQueue(label: "private-mpd").async { continuation.resume(returning: body()) }
    }
  }
}
