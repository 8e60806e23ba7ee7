/// The interface by which other processes of the user speak to the one that owns the library: its version and its bounds.
public enum ControlAPI {
  /// The version that stands in every path. What it has stays; what is new is added.
  public static let version = 1
  /// The start of every path.
  public static let prefix = "/v\(version)"
  /// The longest content of a request, in bytes.
  public static let longestContent: Int64 = 1 << 20
  /// How many connections there may be at once; behind that, the one that has been idle for longest goes.
  public static let mostConnections = 512
  /// How many commands may run at once.
  public static let mostCommands = 32
  /// How many dashboards in other processes there may be at once.
  public static let mostDashboards = 32
  /// How often an answer that goes on says that the owner lives, by an empty line.
  public static let heartbeat = Duration.seconds(2)
}
