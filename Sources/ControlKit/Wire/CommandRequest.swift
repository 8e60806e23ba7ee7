/// A command that the owner is to run: the content of `POST /v1/commands`.
public struct CommandRequest: Sendable, Equatable, Codable {
  /// The words behind the program's name, such as `["sync", "Evening"]`.
  public var arguments: [String]
  /// Whether a person watches, who wants to see how far it has come.
  public var isWatched: Bool
  /// How wide the terminal is, `nil` for none.
  public var columns: Int?

  /// A command with its words.
  public init(arguments: [String], isWatched: Bool = false, columns: Int? = nil) {
    self.arguments = arguments
    self.isWatched = isWatched
    self.columns = columns
  }

  enum CodingKeys: String, CodingKey {
    case arguments, columns
    case isWatched = "watched"
  }

  /// Reads it; everything but the words may be left out.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    arguments = try container.decode([String].self, forKey: .arguments)
    isWatched = try container.decodeIfPresent(Bool.self, forKey: .isWatched) ?? false
    columns = try container.decodeIfPresent(Int.self, forKey: .columns)
  }
}

/// The first line of the answer to `POST /v1/dashboards`: the number under which the owner takes what the person wants done.
public struct DashboardOpening: Sendable, Equatable, Codable {
  /// The number.
  public var dashboard: UInt64

  /// A dashboard of this number.
  public init(dashboard: UInt64) { self.dashboard = dashboard }
}

/// A line of the answer to `POST /v1/commands`; between them there are empty lines, which say that the owner lives.
public enum CommandOutput: Sendable, Equatable, Codable {
  /// The first line: the number by which the command can be cancelled.
  case begun(UInt64)
  /// Text for standard output, as it is.
  case output(String)
  /// Text for standard error, as it is.
  case errors(String)
  /// The last line: what the command ended with.
  case exit(Int32)

  private enum CodingKeys: String, CodingKey {
    case exit
    case command
    case output = "stdout"
    case errors = "stderr"
  }

  /// Tells the lines apart by their key.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    if let text = try container.decodeIfPresent(String.self, forKey: .output) {
      self = .output(text)
    } else if let text = try container.decodeIfPresent(String.self, forKey: .errors) {
      self = .errors(text)
    } else if let number = try container.decodeIfPresent(UInt64.self, forKey: .command) {
      self = .begun(number)
    } else {
      self = .exit(try container.decode(Int32.self, forKey: .exit))
    }
  }

  /// Writes an object with one key.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    switch self {
    case .begun(let number): try container.encode(number, forKey: .command)
    case .output(let text): try container.encode(text, forKey: .output)
    case .errors(let text): try container.encode(text, forKey: .errors)
    case .exit(let status): try container.encode(status, forKey: .exit)
    }
  }
}
