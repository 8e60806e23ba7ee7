import Foundation
import Glibc
import TestSupport
import Testing

/// What a program that has ended leaves.
struct Outcome: Sendable {
  /// How it ended.
  let exit: ProgramProcess.Exit
  /// Its standard output.
  let bytes: [UInt8]
  /// Its standard error.
  let errors: String

  /// Its standard output as text.
  var output: String { String(decoding: bytes, as: UTF8.self) }
  /// The lines of its standard error that are not empty.
  var errorLines: [String] { errors.split(whereSeparator: \.isNewline).map(String.init) }
}

/// Runs a program to its end; it is killed when the task is cancelled.
///
/// - Parameters:
///   - command: the program, found on PATH, then its arguments.
///   - environment: all of its environment, ours when `nil`.
/// - Throws: when it can't be started.
func run(_ command: [String], environment: [String: String]? = nil) async throws -> Outcome {
  let output = try ProgramOutput.line()
  let errors = try ProgramOutput.line()
  let child = try await ProgramProcess.spawn(
    command, environment: environment ?? ProcessInfo.processInfo.environment,
    output: .descriptor(output.writeEnd), errors: .descriptor(errors.writeEnd))
  close(output.writeEnd)
  close(errors.writeEnd)
  return await withTaskCancellationHandler {
    let exit = await child.end()
    await output.output.waitForEnd()
    await errors.output.waitForEnd()
    return Outcome(exit: exit, bytes: output.output.bytes, errors: errors.output.text)
  } onCancel: {
    child.kill()
  }
}

/// Runs a program that is expected to succeed.
///
/// - Returns: its standard output, without white space at its ends.
@discardableResult
func succeed(
  _ command: String..., environment: [String: String]? = nil,
  sourceLocation: SourceLocation = #_sourceLocation
) async throws -> String {
  let outcome = try await run(command, environment: environment)
  try #require(
    outcome.exit == .status(0), "\(command): \(outcome.output)\(outcome.errors)",
    sourceLocation: sourceLocation)
  return outcome.output.trimmingCharacters(in: .whitespacesAndNewlines)
}

/// The program under test.
enum BuiltProgram {
  /// Its path: `YTMPD_TEST_PROGRAM`, else what was built together with these tests.
  static let path: String = {
    if let named = ProcessInfo.processInfo.environment["YTMPD_TEST_PROGRAM"], !named.isEmpty { return named }
    var buffer = [CChar](repeating: 0, count: Int(PATH_MAX) + 1)
    let length = readlink("/proc/self/exe", &buffer, buffer.count - 1)
    let tests = String(decoding: buffer.prefix(max(0, length)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    return URL(filePath: tests).deletingLastPathComponent().appending(path: "ytmpd-tui").path
  }()
}

/// Tries `condition` again and again until it holds; for what tells nobody that it has changed.
///
/// - Throws: what `#require` throws when it does not hold in time.
func eventually(
  _ what: @autoclosure () -> String, within limit: Duration = .seconds(20),
  sourceLocation: SourceLocation = #_sourceLocation,
  _ condition: () async throws -> Bool
) async throws {
  let deadline = ContinuousClock.now + limit
  while try await !condition() {
    try #require(ContinuousClock.now < deadline, "in vain: \(what())", sourceLocation: sourceLocation)
    try await Task.sleep(for: .milliseconds(50))
  }
}
