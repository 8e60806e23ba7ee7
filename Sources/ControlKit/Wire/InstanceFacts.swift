/// Who owns the library: the answer to `GET /v1/version`.
public struct InstanceFacts: Sendable, Equatable, Codable {
  /// What the owner's process is.
  public enum Role: String, Sendable, Codable {
    /// It has no screen, and ends when it is told to.
    case serve
    /// It has a screen, and ends with it.
    case dashboard
  }

  /// The version of the interface, ``ControlAPI/version``.
  public var api: Int
  /// The program's version.
  public var version: String
  /// Differs from run to run: the numbers of events of two runs have nothing to do with each other.
  public var instance: String
  /// Its process id.
  public var process: Int32
  /// What it is.
  public var role: Role
  /// The path of its library.
  public var database: String
  /// The start of the tracks' URLs.
  public var url: String

  /// Describes an owner.
  public init(
    version: String, instance: String, process: Int32, role: Role, database: String, url: String
  ) {
    api = ControlAPI.version
    self.version = version
    self.instance = instance
    self.process = process
    self.role = role
    self.database = database
    self.url = url
  }
}
