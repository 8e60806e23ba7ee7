/// The folders of the user, as the environment tells them.
public struct UserDirectories: Sendable, Equatable {
  /// The home folder.
  public let home: String
  /// The folder of the configuration file, the database and the log: `$XDG_CONFIG_HOME/ytmpd`, or
  /// `~/.config/ytmpd`.
  public let configuration: String
  /// The folder of what can be fetched again: `$XDG_CACHE_HOME/ytmpd-tui`, or `~/.cache/ytmpd-tui`.
  public let cache: String
  /// The folder of what the program writes for its user to read: `$XDG_STATE_HOME/ytmpd-tui`, or
  /// `~/.local/state/ytmpd-tui`.
  public let state: String
  /// The folder of what is installed for the user: `$XDG_DATA_HOME/ytmpd-tui`, or `~/.local/share/ytmpd-tui`.
  public let data: String

  /// Reads HOME, and XDG_CONFIG_HOME, XDG_CACHE_HOME, XDG_STATE_HOME and XDG_DATA_HOME.
  ///
  /// - Parameters:
  ///   - environment: the variables of the process.
  ///   - accountHome: the home folder of the account database, used without a usable HOME.
  public init(environment: [String: String], accountHome: String = "/") {
    let named = environment["HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
    home = Self.withoutTrailingSlash(named ?? accountHome)
    let home = home
    func base(_ variable: String, otherwise name: String) -> String {
      // The XDG specification has relative paths ignored.
      let named = environment[variable].flatMap { $0.hasPrefix("/") ? $0 : nil }
      return named.map(Self.withoutTrailingSlash) ?? Self.join(home, name)
    }
    configuration = Self.join(base("XDG_CONFIG_HOME", otherwise: ".config"), "ytmpd")
    cache = Self.join(base("XDG_CACHE_HOME", otherwise: ".cache"), "ytmpd-tui")
    state = Self.join(base("XDG_STATE_HOME", otherwise: ".local/state"), "ytmpd-tui")
    data = Self.join(base("XDG_DATA_HOME", otherwise: ".local/share"), "ytmpd-tui")
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
