import FoundationEssentials
import Glibc
import Subprocess
import Synchronization
import TrackKit

/// Runs yt-dlp in a session of its own, so that the helpers it starts end with it.
struct YtDlpProcess: Sendable {
  /// What a run left behind.
  struct Output: Sendable {
    var standardOutput: String
    var standardError: String
    var exitCode: Int32
    /// How many lines were longer than any answer.
    var omittedLines = 0
  }

  /// More than any answer needs; a program that talks more than this is not yt-dlp.
  private static let outputLimit = 4 << 20
  private static let lineLimit = 1 << 20
  /// So much of the end of the standard error is kept: the reason stands in its last lines, however much a
  /// verbose yt-dlp says before.
  private static let errorTail = 256 << 10

  var options: YtDlpOptions

  /// Runs yt-dlp to its end.
  ///
  /// - Throws: `timeout`, `cancelled`, `notInstalled`, or `other` when it talks too much or is killed by
  ///   another program. A non-zero exit is no error here.
  func run(_ arguments: [String]) async throws(URLRefreshError) -> Output {
    try await withCookies(arguments) { arguments, session, _ in
      let result = try await Subprocess.run(
        configuration(arguments), input: .none, output: .sequence, error: .sequence
      ) { execution in
        session.begin(execution.processIdentifier.value)
        let (output, errors) = (execution.standardOutput, execution.standardError)
        async let said = Self.tail(of: errors)
        let answer = try await Self.collect(output)
        return (answer, try await said)
      }
      let (answer, said) = result.closureResult
      return Output(
        standardOutput: String(decoding: answer, as: UTF8.self),
        standardError: String(decoding: said, as: UTF8.self),
        exitCode: try Self.exitCode(result.terminationStatus))
    }
  }

  /// Runs yt-dlp and hands over its output line by line; the deadline starts again at each line.
  ///
  /// - Throws: as ``run(_:)``. In the output, `standardOutput` is empty.
  func run(
    _ arguments: [String], onLine: @escaping @Sendable (String) -> Void
  ) async throws(URLRefreshError) -> Output {
    try await withCookies(arguments) { arguments, session, deadline in
      let result = try await Subprocess.run(
        configuration(arguments), input: .none, output: .sequence, error: .sequence
      ) { execution in
        session.begin(execution.processIdentifier.value)
        let (output, errors) = (execution.standardOutput, execution.standardError)
        async let said = Self.tail(of: errors)
        var lines = OutputLines(longest: Self.lineLimit)
        for try await piece in output {
          deadline.postpone()
          for line in piece.withUnsafeBytes({ lines.append($0) }) { onLine(line) }
        }
        if let rest = lines.rest { onLine(rest) }
        return (lines.omitted, try await said)
      }
      let (omitted, said) = result.closureResult
      return Output(
        standardOutput: "", standardError: String(decoding: said, as: UTF8.self),
        exitCode: try Self.exitCode(result.terminationStatus), omittedLines: omitted)
    }
  }

  /// Runs yt-dlp and hands over its output as it comes; the deadline is for the first byte alone.
  ///
  /// Nothing is read while `receive` is awaited, so that yt-dlp waits as well.
  ///
  /// - Throws: as ``run(_:)``. In the output, `standardOutput` is empty.
  func pipe(
    _ arguments: [String], receive: @escaping @Sendable ([UInt8]) async -> Void
  ) async throws(URLRefreshError) -> Output {
    // It puts its fragments where it stands before it joins them.
    guard let folder = PrivateFolder.make("fragments") else {
      throw URLRefreshError(
        kind: .other, evidence: "there is no room for its fragments among the temporary files")
    }
    defer { PrivateFolder.remove(folder) }
    return try await withCookies(arguments) { arguments, session, deadline in
      let result = try await Subprocess.run(
        configuration(arguments, in: folder), input: .none, output: .sequence, error: .sequence
      ) { execution in
        session.begin(execution.processIdentifier.value)
        let (output, errors) = (execution.standardOutput, execution.standardError)
        async let said = Self.tail(of: errors)
        for try await piece in output {
          try Task.checkCancellation()
          deadline.lift()
          await receive(piece.withUnsafeBytes { Array($0) })
        }
        return try await said
      }
      return Output(
        standardOutput: "", standardError: String(decoding: result.closureResult, as: UTF8.self),
        exitCode: try Self.exitCode(result.terminationStatus))
    }
  }

  /// All of an output that is expected to be short.
  private static func collect(_ output: SubprocessOutputSequence) async throws -> [UInt8] {
    var bytes: [UInt8] = []
    for try await piece in output {
      piece.withUnsafeBytes { bytes += $0 }
      guard bytes.count <= outputLimit else {
        throw URLRefreshError(kind: .other, evidence: "it printed more than an answer can have")
      }
    }
    return bytes
  }

  /// The end of an output of any length.
  private static func tail(of output: SubprocessOutputSequence) async throws -> [UInt8] {
    var bytes: [UInt8] = []
    for try await piece in output {
      // A program that never stops talking is never found at the end of what it said.
      try Task.checkCancellation()
      piece.withUnsafeBytes { bytes += $0 }
      if bytes.count > 2 * errorTail { bytes.removeFirst(bytes.count - errorTail) }
    }
    return bytes.count > errorTail ? Array(bytes.suffix(errorTail)) : bytes
  }

  // MARK: - Supervision

  /// Supervises `work` with cookies of its own, which go back into the user's jar when yt-dlp has come to its end.
  private func withCookies(
    _ arguments: [String],
    _ work: @escaping @Sendable ([String], ProcessSession, ProcessDeadline) async throws -> Output
  ) async throws(URLRefreshError) -> Output {
    let cookies = CookieCopy(arguments)
    do throws(URLRefreshError) {
      let output = try await supervise { session, deadline in
        try await work(cookies?.arguments ?? arguments, session, deadline)
      }
      await cookies?.giveBack()
      return output
    } catch {
      cookies?.discard()
      throw error
    }
  }

  /// Runs `work` until its deadline. Cancelling it, from outside or because time is up, kills the session; this
  /// returns only when the process is gone.
  private func supervise(
    _ work: @escaping @Sendable (ProcessSession, ProcessDeadline) async throws -> Output
  ) async throws(URLRefreshError) -> Output {
    let deadline = ProcessDeadline(allowance: options.timeout)
    let session = ProcessSession()
    // However yt-dlp ended, what it started ends as well.
    defer { session.end() }
    do {
      let output = try await withThrowingTaskGroup(of: Output?.self) { group in
        group.addTask { try await work(session, deadline) }
        group.addTask {
          try await deadline.passed()
          return nil
        }
        defer { group.cancelAll() }
        return try await group.next().flatMap { $0 }
      }
      // A cancelled process ends like any other, by a signal.
      guard !Task.isCancelled else { throw URLRefreshError(kind: .cancelled) }
      guard let output else { throw URLRefreshError(kind: .timeout) }
      return output
    } catch {
      throw Task.isCancelled ? URLRefreshError(kind: .cancelled) : failure(error)
    }
  }

  private func failure(_ error: any Error) -> URLRefreshError {
    switch error {
    case let error as URLRefreshError: error
    case is CancellationError: URLRefreshError(kind: .cancelled)
    default:
      (error as? SubprocessError).flatMap(startFailure)
        ?? URLRefreshError(kind: .other, evidence: MetadataText.clean("\(error)") ?? "")
    }
  }

  /// Why the system did not start the program; `nil` when that is not the program's fault.
  private func startFailure(_ error: SubprocessError) -> URLRefreshError? {
    guard error.code == .executableNotFound || error.code == .spawnFailed else { return nil }
    let isThere = path.map { access($0, F_OK) == 0 } ?? (ExecutablePath.find(options.program) != nil)
    guard isThere else { return URLRefreshError(kind: .notInstalled, evidence: options.program) }
    let number = error.underlyingError.map { Self.number($0) } ?? ENOENT
    let isPrograms = [EACCES, ENOENT, ENOEXEC, ENOTDIR, ELOOP].contains(number)
    let name = options.program.split(separator: "/").last.map(String.init) ?? ""
    return isPrograms ? URLRefreshError(kind: .notExecutable, evidence: name) : nil
  }

  /// The number of a system error; the type is of a package that ours does not name.
  private static func number<Code: RawRepresentable<CInt>>(_ code: Code) -> CInt { code.rawValue }

  private static func exitCode(_ status: TerminationStatus) throws(URLRefreshError) -> Int32 {
    switch status {
    case .exited(let code): return code
    case .signaled(let signal):
      throw URLRefreshError(kind: .other, evidence: "it was ended by signal \(signal)")
    }
  }

  // MARK: - Configuration

  private var path: String? {
    guard options.program.contains("/") else { return nil }
    guard options.program.hasPrefix("~/") else { return options.program }
    return FileManager.default.homeDirectoryForCurrentUser.path() + options.program.dropFirst(2)
  }

  private func configuration(_ arguments: [String], in folder: String? = nil) -> Subprocess.Configuration {
    var platform = PlatformOptions()
    platform.createSession = true
    // yt-dlp has nothing to tidy up, and a runtime that hangs would not listen to anything gentler.
    platform.teardownSequence = [
      .send(signal: .kill, toProcessGroup: true, allowedDurationToNextStep: .seconds(1))
    ]
    // Titles are printed in UTF-8 whatever the locale.
    var environment: [Environment.Key: String?] = ["PYTHONUTF8": "1", "PYTHONIOENCODING": "utf-8"]
    // In the environment no other user sees a password; an argument of the user's own outranks it.
    let proxies = options.wayOut.proxies.environment
    for (name, value) in proxies.merging(options.environment, uniquingKeysWith: { $1 }) {
      environment[Environment.Key(stringLiteral: name)] = value
    }
    return Subprocess.Configuration(
      executable: path.map { .path(literal($0)) } ?? .name(options.program),
      arguments: Arguments(arguments), environment: .inherit.updating(environment),
      workingDirectory: folder.map { literal($0) },
      platformOptions: platform)
  }

  /// A path type from its text; the type is of a package that ours does not name.
  private func literal<Path: ExpressibleByStringLiteral>(
    _ text: String
  ) -> Path where Path.StringLiteralType == String {
    Path(stringLiteral: text)
  }
}

/// The moment a process must have ended, or at least have said something.
final class ProcessDeadline: Sendable {
  private let allowance: Duration
  private let moment: Mutex<SuspendingClock.Instant>

  init(allowance: Duration) {
    self.allowance = allowance
    moment = Mutex(.now + allowance)
  }

  /// Starts the time again.
  func postpone() {
    let later = SuspendingClock.now + allowance
    moment.withLock { $0 = later }
  }

  /// There is none any more.
  func lift() {
    moment.withLock { $0 = .now + Self.ages }
  }

  /// Longer than any machine runs.
  private static let ages = Duration.seconds(1 << 31)

  /// Returns when time is up.
  ///
  /// - Throws: `CancellationError`.
  func passed() async throws {
    while true {
      let end = moment.withLock { $0 }
      if end <= .now { return }
      try await Task.sleep(until: end, clock: .suspending)
    }
  }
}
