/// The name of a set of colours; the terminal edge knows what they look like.
public struct Theme: Sendable, Hashable {
  /// As the configuration spells it.
  public var name: String

  /// A theme by its name.
  public init(_ name: String) { self.name = name }

  /// The terminal's own sixteen colours on its own background.
  public static let standard = Theme("terminal")
}
