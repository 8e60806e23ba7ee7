/// Where a view is found: its number, which is its key, and its name on the tab line.
public struct Tab: Hashable, Sendable {
  /// The digit that shows the view.
  public let number: Int
  /// The name on the tab line.
  public let title: String

  /// What the command that shows the view is called.
  let name: String

  /// A place for a view.
  ///
  /// - Parameters:
  ///   - number: from 1 to 9, different from that of every other view.
  ///   - name: what the command that shows the view is called, unless it is the title.
  init(_ number: Int, _ title: String, name: String? = nil) {
    precondition((1...9).contains(number))
    self.number = number
    self.title = title
    self.name = name ?? title.lowercased()
  }

  /// The key that shows the view.
  var digit: Character { Character(String(number)) }

  /// Whether both are the same place.
  public static func == (left: Tab, right: Tab) -> Bool { left.number == right.number }

  /// Hashes the number, which says it all.
  public func hash(into hasher: inout Hasher) { hasher.combine(number) }
}
