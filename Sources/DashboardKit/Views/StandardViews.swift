/// The views of the program, in the order of the tab line. One more takes its file, and a line here.
enum StandardViews {
  static let all: [any ListView] = [
    NowView(),
    QueueView(),
    TracksView(),
    PlaylistsView(),
    StreamsView(),
    EventsView(),
    LogView(),
    SearchView(),
  ]
}

extension Tab: CaseIterable {
  /// Where the program's views are found.
  public static let allCases = StandardViews.all.map(\.tab)
}

extension Command: CaseIterable {
  /// Every command over the program's views, in the order of the help.
  public static let allCases = ViewCatalogue(StandardViews.all).commands

  /// The command that the configuration calls `name`.
  public init?(name: String) {
    guard let command = Self.byName[name] else { return nil }
    self = command
  }

  private static let byName = Dictionary(uniqueKeysWithValues: allCases.map { ($0.name, $0) })
}

extension KeyMap {
  /// The program's own keys.
  public static let standard = KeyMap.standard(Tab.allCases)
}
