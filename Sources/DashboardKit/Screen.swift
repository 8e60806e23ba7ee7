/// A screen that was painted: what is seen, and what can be pointed at.
public struct Screen: Sendable {
  /// What is seen.
  public let cells: CellBuffer
  /// What can be pointed at, for ``Message/shown(_:)`` once the cells are on the terminal.
  public let map: ScreenMap
}
