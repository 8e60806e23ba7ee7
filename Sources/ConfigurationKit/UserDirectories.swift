/// The folders of the user, as the environment tells them.
public struct UserDirectories: Sendable, Equatable {
  /// The home folder.
  public let home: String
  /// The folder of the configuration file, the database and the log: `$XDG_CONFIG_HOME/ytmpd`, or
  /// `~/.config/ytmpd`.
  public let configuration: String

  /// Reads HOME and XDG_CONFIG_HOME.
  ///
  /// - Parameters:
  ///   - environment: the variables of the process.
  ///   - accountHome: the home folder of the account database, used without a usable HOME.
  public init(environment: [String: String], accountHome: String = "/") {
    let named = environment["HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
    home = Self.withoutTrailingSlash(named ?? accountHome)
    // The XDG specification has relative paths ignored.
    let base = environment["XDG_CONFIG_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
    configuration = (base.map(Self.withoutTrailingSlash) ?? Self.join(home, ".config")) + "/ytmpd"
  }

  /// The configuration file when none is named.
  public var configurationFile: String { configuration + "/config.yaml" }

  /// `path` with a leading `~` or `~/` replaced by the home folder.
  public func expand(_ path: String) -> String {
    if path == "~" { return home }
    guard path.hasPrefix("~/") else { return path }
    return Self.join(home, String(path.dropFirst(2)))
  }

  /// `path` expanded and, when it is relative, taken from `folder`.
  public func absolute(_ path: String, in folder: String) -> String {
    let expanded = expand(path)
    return expanded.hasPrefix("/") ? expanded : Self.join(folder, expanded)
  }

  private static func join(_ folder: String, _ name: String) -> String {
    folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
  }

  private static func withoutTrailingSlash(_ path: String) -> String {
    path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
  }
}
