/// How a cell looks, in terms of meaning: the terminal edge chooses colours, or attributes where there are none.
public struct Style: Sendable, Hashable {
  /// What the text is.
  public enum Role: Int, Sendable, CaseIterable {
    /// Plain text.
    case text
    /// Less important: rules, captions, what is over.
    case muted
    /// The program's own colour: its name, the tab shown, keys.
    case accent
    /// In order.
    case good
    /// Under way.
    case working
    /// Needs patience.
    case warning
    /// Failed.
    case bad
  }

  /// What is added to a role.
  public struct Attributes: OptionSet, Sendable, Hashable {
    /// The bits.
    public let rawValue: UInt8
    /// Attributes from their bits.
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// Stands out.
    public static let bold = Attributes(rawValue: 1)
    /// Light on dark becomes dark on light.
    public static let reverse = Attributes(rawValue: 2)
    /// Part of the selected row.
    public static let selected = Attributes(rawValue: 4)
    /// Underlined.
    public static let underline = Attributes(rawValue: 8)
  }

  /// What the text is.
  public var role: Role
  /// What is added.
  public var attributes: Attributes

  /// A style.
  public init(_ role: Role = .text, _ attributes: Attributes = []) {
    self.role = role
    self.attributes = attributes
  }

  static let plain = Style()
  static let muted = Style(.muted)
}
