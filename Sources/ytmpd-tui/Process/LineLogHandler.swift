import ConfigurationKit
import DashboardKit
import FoundationEssentials
import Logging
import TrackKit

/// Writes log events as lines of text.
struct LineLogHandler: LogHandler {
  var metadata: Logger.Metadata = [:]

  private let destination: LogDestination
  /// The level of a logger that has one of its own.
  private var ownLevel: Logger.Level?

  /// A handler for lines of the destination's level and above.
  init(destination: LogDestination) { self.destination = destination }

  var logLevel: Logger.Level {
    get { ownLevel ?? destination.level }
    set { ownLevel = newValue }
  }

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    var merged = metadata
    for (key, value) in event.metadata ?? [:] { merged[key] = value }
    if let error = event.error { merged["error"] = "\(error)" }
    let body = LogLine.body(message: event.message.description, metadata: merged)
    destination.write(LogLine.text(timestamp: LogClock.now(), level: event.level, body: body))
    destination.board.add(LogRow(date: Date(), severity: .init(event.level), text: body))
  }
}

extension ProxyEvent.Severity {
  /// How much a line of `level` matters.
  fileprivate init(_ level: Logger.Level) {
    self =
      switch level {
      case .trace, .debug, .info, .notice: .info
      case .warning: .warning
      case .error, .critical: .error
      }
  }
}

extension Logger.Level {
  /// The level that stands in the configuration.
  init(_ level: Configuration.LogLevel) {
    switch level {
    case .debug: self = .debug
    case .info: self = .info
    case .warning: self = .warning
    case .error: self = .error
    case .critical: self = .critical
    }
  }
}

extension LoggingSystem {
  /// Sends every logger's lines to the configured file, and to standard error if asked to; and what there is to say of
  /// a crash. Once per process.
  ///
  /// - Returns: the destination, for whoever puts up a screen.
  static func bootstrap(_ configuration: Configuration, standardError: Bool) -> LogDestination {
    let destination = LogDestination(
      file: configuration.logFile, limit: configuration.logSize, standardError: standardError,
      level: Logger.Level(configuration.logLevel))
    bootstrap { _ in LineLogHandler(destination: destination) }
    CrashReport.arm(for: destination)
    if let failure = destination.failure { Console.complain("warning: \(failure)") }
    return destination
  }
}
