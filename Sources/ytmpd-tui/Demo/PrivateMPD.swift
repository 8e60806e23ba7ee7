import Dispatch
import Synchronization

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// A Music Player Daemon of the demo's own, that nobody else's settings, songs or socket touch.
///
/// Its blocking work is done on a thread of its own; it is killed with the program, whichever way that ends.
final class PrivateMPD: Sendable {
  /// The unix socket it answers at.
  let socketPath: String
  /// Its folder for playlists.
  let playlistDirectory: String
  /// Its protocol version, such as `0.23.5`.
  let version: String
  private let process: ChildProcess
  private let output: Int32
  private let orphanGuard: OrphanGuard
  private let isStopped = Mutex(false)

  /// Whether MPD is installed.
  static var isInstalled: Bool { ChildProcess.find("mpd") != nil }

  /// Starts MPD and waits until it answers.
  ///
  /// - Parameters:
  ///   - folder: where its folder is made.
  ///   - audio: whether it plays through the user's loudspeakers, rather than in silence.
  ///   - limit: how long it may take.
  /// - Throws: ``DemoError`` when it is not installed, refuses to start, or does not answer in time.
  static func start(
    in folder: DemoFolder, audio: Bool = false, limit: Duration = .seconds(10)
  ) async throws(DemoError) -> PrivateMPD {
    let outcome: Result<PrivateMPD, DemoError> = await offPool {
      Result { () throws(DemoError) in try launch(in: folder, audio: audio, limit: limit) }
    }
    return try outcome.get()
  }

  /// Ends it: SIGTERM first, SIGKILL when it has not gone after `grace`. Later calls do nothing.
  func stop(grace: Duration = .seconds(2)) async {
    await Self.offPool { self.end(grace: grace) }
  }

  deinit { end(grace: .zero) }

  private init(
    _ configuration: MPDConfiguration, version: String, process: ChildProcess, output: Int32,
    orphanGuard: OrphanGuard
  ) {
    socketPath = configuration.socketPath
    playlistDirectory = configuration.playlistDirectory
    self.version = version
    self.process = process
    self.output = output
    self.orphanGuard = orphanGuard
  }

  private static func launch(
    in folder: DemoFolder, audio: Bool, limit: Duration
  ) throws(DemoError) -> PrivateMPD {
    guard let executable = ChildProcess.find("mpd") else { throw DemoError("MPD is not installed") }
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
    let line = try Line()
    let nowhere = open("/dev/null", O_RDONLY | O_CLOEXEC)
    defer { close(nowhere) }
    let process: ChildProcess
    do {
      // With our copy of its output closed, the output ends when MPD does.
      defer { close(line.writing) }
      process = try ChildProcess(
        executable: executable, arguments: ["--no-daemon", file], input: nowhere, output: line.writing)
    } catch {
      close(line.reading)
      throw error
    }
    do {
      let orphanGuard = try OrphanGuard.killing(process)
      let version = try MPDGreeting.await(
        at: configuration.socketPath, from: line.reading, logPath: configuration.logPath, limit: limit)
      return PrivateMPD(
        configuration, version: version, process: process, output: line.reading, orphanGuard: orphanGuard)
    } catch {
      process.send(SIGKILL)
      process.reap()
      close(line.reading)
      throw error
    }
  }

  private func end(grace: Duration) {
    let isFirst = isStopped.withLock { isStopped in
      defer { isStopped = true }
      return !isStopped
    }
    guard isFirst else { return }
    process.send(SIGTERM)
    var words = ProcessOutput(descriptor: output)
    if !words.waitForEnd(grace) { process.send(SIGKILL) }
    // The guard goes first: as long as MPD is not reaped, nobody else can get its number.
    orphanGuard.release()
    process.reap()
    close(output)
  }

  private static func offPool<Value: Sendable>(_ body: @escaping @Sendable () -> Value) async -> Value {
    await withCheckedContinuation { continuation in
      DispatchQueue(label: "private-mpd").async { continuation.resume(returning: body()) }
    }
  }
}
