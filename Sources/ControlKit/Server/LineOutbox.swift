import Synchronization

/// Lines for one client that come from any thread and wait until it takes them, bounded: of too many the oldest go, and
/// are counted. Empty lines between them say that the owner lives.
final class LineOutbox: Sendable {
  private let capacity: Int

  private struct State {
    var lines: [[UInt8]] = []
    var bytes = 0
    var lost = 0
    var isEnded = false
  }

  private let state = Mutex(State())
  private let news: AsyncStream<Void>
  private let continuation: AsyncStream<Void>.Continuation

  /// - Parameter capacity: how much may wait for a client that reads slowly, in bytes.
  init(capacity: Int = 4 << 20) {
    self.capacity = capacity
    (news, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
  }

  /// Takes a line.
  ///
  /// - Parameter isLossy: whether older lines may go when too much waits; else all is kept.
  func add(_ line: [UInt8], isLossy: Bool = true) {
    state.withLock { state in
      guard !state.isEnded else { return }
      state.lines.append(line)
      state.bytes += line.count
      while isLossy, state.bytes > capacity, state.lines.count > 1 {
        state.bytes -= state.lines.removeFirst().count
        state.lost += 1
      }
    }
    continuation.yield()
  }

  /// Nothing more comes.
  func finish() {
    state.withLock { $0.isEnded = true }
    continuation.yield()
  }

  /// Writes everything to a client until it ends.
  ///
  /// - Parameter gap: the line that says how many were lost; without one the answer ends there.
  /// - Throws: ``AnswerWriter/Gone``, `CancellationError`.
  func drain(to writer: AnswerWriter, gap: @Sendable (Int) -> [UInt8]?) async throws {
    try await withThrowingTaskGroup { group in
      group.addTask { [continuation] in
        while true {
          try await Task.sleep(for: ControlAPI.heartbeat)
          continuation.yield()
        }
      }
      defer { group.cancelAll() }
      for await _ in news {
        let (lines, lost, isEnded) = state.withLock { state in
          defer { (state.lines, state.bytes, state.lost) = ([], 0, 0) }
          return (state.lines, state.lost, state.isEnded)
        }
        if lost > 0 {
          guard let line = gap(lost) else { throw AnswerWriter.Gone() }
          try await writer.write(lines: line)
        }
        if lines.isEmpty, !isEnded {
          try await writer.write(lines: [UInt8(ascii: "\n")])
        } else {
          try await writer.write(lines: Array(lines.joined()))
        }
        if isEnded { return }
      }
      throw CancellationError()
    }
  }
}
