/// Something wrong with the configuration: where, what, and what would be right.
public struct ConfigurationProblem: Sendable, Equatable, CustomStringConvertible {
  /// The place a value comes from.
  public enum Origin: Sendable, Equatable, CustomStringConvertible {
    /// A place in a file; lines and columns count from 1.
    case file(String, line: Int?, column: Int?)
    /// A variable of the environment.
    case environment(String)
    /// An option of the command line, with its dashes.
    case option(String)

    /// The place as compilers write it, so that editors can jump to it.
    public var description: String {
      switch self {
      case .file(let path, let line?, let column?): "\(path):\(line):\(column)"
      case .file(let path, let line?, nil): "\(path):\(line)"
      case .file(let path, nil, _): path
      case .environment(let name): "environment variable \(name)"
      case .option(let name): "option \(name)"
      }
    }
  }

  /// Where it is.
  public let origin: Origin
  /// One plain sentence that names the key and what is allowed.
  public let sentence: String

  /// A problem at `origin`.
  public init(_ origin: Origin, _ sentence: String) {
    self.origin = origin
    self.sentence = sentence
  }

  /// The place and the sentence.
  public var description: String { "\(origin): \(sentence)" }
}

/// The configuration can't be used; every problem that was found is named, not only the first.
public struct ConfigurationError: Error, Equatable, CustomStringConvertible {
  /// What is wrong, in the order of the file; never empty.
  public let problems: [ConfigurationProblem]

  /// An error of these problems.
  public init(_ problems: [ConfigurationProblem]) { self.problems = problems }

  /// A line for each problem.
  public var description: String { problems.map(\.description).joined(separator: "\n") }
}
