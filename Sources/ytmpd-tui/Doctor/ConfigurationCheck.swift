import ConfigurationKit

/// Judges the configuration.
enum ConfigurationCheck {
  /// A finding for each oddity, or one that there is none.
  ///
  /// - Parameters:
  ///   - file: the file it came from, `nil` for none.
  ///   - warnings: what was odd about it.
  static func findings(file: String?, warnings: [ConfigurationProblem]) -> [Finding] {
    guard !warnings.isEmpty else {
      return [.ok(.configuration, file ?? "no file: the defaults are used")]
    }
    return warnings.map { .warning(.configuration, $0.description, cure: "correct it, or leave it out") }
  }

  /// A finding for each error that keeps the configuration from being used.
  static func findings(_ error: ConfigurationError) -> [Finding] {
    error.problems.map {
      .error(.configuration, $0.description, cure: "nothing starts until this is corrected")
    }
  }
}
