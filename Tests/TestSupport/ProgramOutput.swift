import Glibc
import Synchronization

/// What a program writes, as it comes: read by a thread of its own.
public final class ProgramOutput: Sendable {
  /// The words that were waited for did not come.
  public struct Absence: Error, CustomStringConvertible {
    /// What was waited for, and all that came.
    public let description: String
  }

  private struct Waiter {
    /// What is waited for; `nil` for the end alone.
    let condition: (@Sendable (String) -> Bool)?
    let continuation: CheckedContinuation<String?, Never>
  }

  private struct State {
    var bytes: [UInt8] = []
    var hasEnded = false
    var waiters: [Int: Waiter] = [:]
    var nextWaiter = 0
  }

  private let state = Mutex(State())

  /// Reads `descriptor`, which is closed at its end, from now on.
  public init(reading descriptor: Int32) {
    startPlainThread { [self] in
      var piece = [UInt8](repeating: 0, count: 16_384)
      while true {
        let count = read(descriptor, &piece, piece.count)
        if count < 0, errno == EINTR { continue }
        // A terminal nobody has open any more answers with an error rather than with an end.
        guard count > 0 else { break }
        change { $0.bytes += piece.prefix(count) }
      }
      close(descriptor)
      change { $0.hasEnded = true }
    }
  }

  /// A line: what reads it, and the end to give to a child and to close then.
  ///
  /// A pair of sockets rather than a pipe, because those can be closed on exec from their first moment: no other
  /// child keeps the line open.
  ///
  /// - Throws: ``ProgramProcess/StartError`` when there is no descriptor left.
  public static func line() throws -> (output: ProgramOutput, writeEnd: Int32) {
    var ends: [Int32] = [-1, -1]
    guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends) == 0 else {
      throw ProgramProcess.StartError(description: "no socket pair")
    }
    return (ProgramOutput(reading: ends[0]), ends[1])
  }

  /// All that came so far.
  public var text: String { state.withLock { String(decoding: $0.bytes, as: UTF8.self) } }

  /// All bytes that came so far.
  public var bytes: [UInt8] { state.withLock { $0.bytes } }

  /// Waits until the output so far satisfies `condition`, which is tried whenever something comes.
  ///
  /// - Parameters:
  ///   - what: what is waited for, for the message.
  ///   - limit: how long to wait at most.
  /// - Returns: the output at that moment.
  /// - Throws: ``Absence`` when the output ends, or the time is over, without it.
  @discardableResult
  public func wait(
    for what: String, within limit: Duration = .seconds(30),
    where condition: @escaping @Sendable (String) -> Bool
  ) async throws -> String {
    guard let text = await awaitText(within: limit, where: condition) else {
      throw Absence(description: "no \(what) in:\n\(self.text)")
    }
    return text
  }

  /// Waits until a line holds all of `words`.
  ///
  /// - Returns: the first such line.
  /// - Throws: ``Absence``.
  @discardableResult
  public func line(with words: String..., within limit: Duration = .seconds(30)) async throws -> String {
    let text = try await wait(for: "line with \(words)", within: limit) { text in
      Self.line(in: text, with: words) != nil
    }
    return Self.line(in: text, with: words) ?? ""
  }

  /// The complete lines so far that hold all of `words`.
  public func lines(with words: String...) -> [String] {
    Self.completeLines(text).filter { line in words.allSatisfy { line.contains($0) } }
  }

  /// Waits until nothing more can come: nobody has the other end open.
  ///
  /// - Parameter limit: how long to wait at most: something that a program left behind may keep the line open for ever.
  public func waitForEnd(within limit: Duration = .seconds(30)) async {
    _ = await awaitText(within: limit, where: nil)
  }

  /// The output when it satisfies `condition`; `nil` when it ends, or the time is over, without it.
  private func awaitText(
    within limit: Duration, where condition: (@Sendable (String) -> Bool)?
  ) async -> String? {
    let key = state.withLock { state in
      state.nextWaiter += 1
      return state.nextWaiter
    }
    let timer = Task {
      try await Task.sleep(for: limit)
      abandon(key)
    }
    defer { timer.cancel() }
    return await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let answer: String?? = state.withLock { state in
          let text = String(decoding: state.bytes, as: UTF8.self)
          if condition?(text) == true { return .some(text) }
          if state.hasEnded { return .some(nil) }
          state.waiters[key] = Waiter(condition: condition, continuation: continuation)
          return nil
        }
        if let answer { return continuation.resume(returning: answer) }
        // The handler may have run before the waiter was there to be found.
        if Task.isCancelled { abandon(key) }
      }
    } onCancel: {
      abandon(key)
    }
  }

  private static func line(in text: String, with words: [String]) -> String? {
    completeLines(text).first { line in words.allSatisfy { line.contains($0) } }
  }

  private static func completeLines(_ text: String) -> [String] {
    text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
  }

  private func abandon(_ key: Int) {
    state.withLock { $0.waiters.removeValue(forKey: key) }?.continuation.resume(returning: nil)
  }

  private func change(_ body: (inout State) -> Void) {
    let (text, ready, lost) = state.withLock { state in
      body(&state)
      let isRead = state.waiters.values.contains { $0.condition != nil }
      let text = isRead ? String(decoding: state.bytes, as: UTF8.self) : ""
      let keys = state.waiters.filter { $0.value.condition?(text) == true }.map(\.key)
      let ready = keys.compactMap { state.waiters.removeValue(forKey: $0) }
      let lost = state.hasEnded ? Array(state.waiters.values) : []
      if state.hasEnded { state.waiters = [:] }
      return (text, ready, lost)
    }
    for waiter in ready { waiter.continuation.resume(returning: text) }
    for waiter in lost { waiter.continuation.resume(returning: nil) }
  }
}
