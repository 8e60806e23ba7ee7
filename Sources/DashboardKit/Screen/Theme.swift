/// The name of a set of colours; the terminal edge knows what they look like.
public struct Theme: Sendable, Hashable {
  /// As the configuration spells it.
  public var name: String

  /// A theme by its name.
  public init(_ name: String) { self.name = name }

  /// Middle tones on the terminal's own background, legible on dark and on light.
  public static let standard = Theme("standard")
}
