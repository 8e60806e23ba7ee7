/// What was done with the mouse, in cells of the screen.
public struct MouseEvent: Hashable, Sendable {
  /// What happened.
  public enum Kind: Hashable, Sendable {
    /// A button went down.
    case press
    /// The button came up again.
    case release
    /// The wheel was turned away from the user.
    case wheelUp
    /// The wheel was turned towards the user.
    case wheelDown
  }

  /// Which button; the wheel counts as the middle one.
  public enum Button: Hashable, Sendable {
    /// The one under the index finger.
    case left
    /// The wheel pressed.
    case middle
    /// The one for menus.
    case right
  }

  /// What happened.
  public var kind: Kind
  /// With which button.
  public var button: Button
  /// From the left edge, counted from 0.
  public var column: Int
  /// From the upper edge, counted from 0.
  public var row: Int

  /// An event at a place on the screen.
  public init(_ kind: Kind, button: Button = .left, column: Int, row: Int) {
    self.kind = kind
    self.button = button
    self.column = column
    self.row = row
  }
}
