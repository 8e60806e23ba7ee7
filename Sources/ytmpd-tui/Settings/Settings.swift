import ConfigurationKit
import TrackKit

/// What the user has settled, and where it was read. Each part of the program gets its options from here.
struct Settings: Sendable {
  /// The values.
  var configuration: Configuration
  /// The way to YouTube.
  var wayOut = WayOut()
  /// The user's folders.
  var directories: UserDirectories
  /// The variables of the process.
  var environment: [String: String]
  /// The configuration file, `nil` when there is none.
  var file: String?
  /// What was odd about the configuration.
  var warnings: [ConfigurationProblem] = []
}
