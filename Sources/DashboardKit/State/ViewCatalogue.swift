/// The views that there are, in the order of the tab line.
struct ViewCatalogue: Sendable {
  private let all: [any ListModel]

  /// These views, of which there is at least one, each with a tab of its own.
  init(_ views: [any ListModel]) {
    precondition(!views.isEmpty && Set(views.map(\.tab)).count == views.count)
    all = views
  }

  /// Where the views are found.
  var tabs: [Tab] { all.map(\.tab) }

  /// The view that shows what searches found, if there is one.
  var searches: Tab? { all.first { $0.showsSearches }?.tab }

  /// Every command there is.
  var commands: [Command] { tabs.map(Command.show) + Command.general }

  /// The command with this name.
  func command(named name: String) -> Command? { commands.first { $0.name == name } }

  /// The view behind a tab; the first one behind a tab that is none of these.
  subscript(tab: Tab) -> any ListModel { all.first { $0.tab == tab } ?? all[0] }

  /// The tab `step` further, round and round.
  func tab(_ step: Int, after tab: Tab) -> Tab {
    let place = all.firstIndex { $0.tab == tab } ?? 0
    return all[((place + step) % all.count + all.count) % all.count].tab
  }
}
