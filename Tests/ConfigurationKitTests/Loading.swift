import ConfigurationKit
import FoundationEssentials
import Testing

/// Loads `yaml` as the user's own file.
func load(
  _ yaml: String, environment: [String: String] = [:], overrides: [ConfigurationLoader.Override] = []
) throws -> ConfigurationLoader.Outcome {
  let folder = try TemporaryFolder()
  _ = try folder.write(yaml, to: ".config/ytmpd/config.yaml")
  let loader = ConfigurationLoader(environment: environment.merging(["HOME": folder.path]) { $1 })
  var outcome = try loader.load(currentFolder: "/work", overrides: overrides)
  // The folder's name differs from run to run.
  outcome.warnings = outcome.warnings.map { problem in
    guard case .file(_, let line, let column) = problem.origin else { return problem }
    return .init(.file("config.yaml", line: line, column: column), problem.sentence)
  }
  return outcome
}

/// The problems of `yaml`, as lines without the folder's name.
func problems(
  _ yaml: String, environment: [String: String] = [:], overrides: [ConfigurationLoader.Override] = []
) -> [String] {
  do {
    _ = try load(yaml, environment: environment, overrides: overrides)
    return []
  } catch let error as ConfigurationError {
    return error.problems.map { problem in
      let line = problem.description
      return line.hasPrefix("/") ? line.split(separator: "/ytmpd/").dropFirst().joined() : line
    }
  } catch {
    return ["\(error)"]
  }
}
