import Logging
import Synchronization

/// Every line that was logged.
final class LogRecorder: Sendable {
  /// A line with its values.
  struct Line: Sendable {
    var level: Logger.Level
    var message: String
    var metadata: [String: String]

    /// The line as a file would have it.
    var text: String { "\(level) \(message) \(metadata)" }
  }

  private let recorded = Mutex<[Line]>([])

  /// The lines so far.
  var lines: [Line] { recorded.withLock { $0 } }

  /// What a logger is made with.
  var handler: any LogHandler { Handler(recorder: self) }

  private func record(_ line: Line) {
    recorded.withLock { $0.append(line) }
  }

  private struct Handler: LogHandler {
    let recorder: LogRecorder
    var logLevel = Logger.Level.trace
    var metadata: Logger.Metadata = [:]

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
      get { metadata[key] }
      set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
      let values = metadata.merging(event.metadata ?? [:]) { $1 }
      recorder.record(
        Line(
          level: event.level, message: "\(event.message)", metadata: values.mapValues { "\($0)" }))
    }
  }
}
