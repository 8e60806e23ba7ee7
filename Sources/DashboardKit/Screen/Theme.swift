/// A set of colours: one the terminal edge knows by its name, or one that says its colours itself.
public struct Theme: Sendable, Hashable {
  /// Colours that a person has written down, each as red, green and blue of 8 bits.
  public struct Colours: Sendable, Hashable {
    /// The colours of the roles; the terminal's own text for those that are left out.
    public var roles: [Style.Role: UInt32]
    /// The ground of the whole screen; `nil` keeps the terminal's own.
    public var ground: UInt32?
    /// The ground of the selected row; `nil` shows it in reverse.
    public var selection: UInt32?
    /// Plain text on the selected row.
    public var selectedText: UInt32?

    /// Colours.
    public init(
      roles: [Style.Role: UInt32], ground: UInt32? = nil, selection: UInt32? = nil,
      selectedText: UInt32? = nil
    ) {
      self.roles = roles
      self.ground = ground
      self.selection = selection
      self.selectedText = selectedText
    }
  }

  /// As the configuration spells it.
  public var name: String
  /// What it looks like; `nil` for a theme of the program's own.
  public var colours: Colours?

  /// A theme of the program's own by its name, or one with colours of a person's.
  public init(_ name: String, colours: Colours? = nil) {
    self.name = name
    self.colours = colours
  }

  /// Middle tones on the terminal's own background, legible on dark and on light.
  public static let standard = Theme("standard")
}
