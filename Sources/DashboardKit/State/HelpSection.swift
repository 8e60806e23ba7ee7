import TrackKit

/// A part of the help.
struct HelpSection: Sendable, Equatable {
  var title: String
  var commands: [Command]

  /// The help for a view in the order it is read, what is particular to the view first. Commands without a key are
  /// left out when it is painted.
  static func all(of view: any ListModel, tabs: [Tab]) -> [HelpSection] {
    let own = view.commands.map(\.command)
    let library: [Command] = [.add, .search, .refreshExpired, .refreshAll, .cancel]
    let player: [Command] = [.togglePause, .next, .previous, .seekForward, .seekBack, .louder, .softer]
    let list: [Command] = [
      .up, .down, .pageUp, .pageDown, .first, .last, .filter, .nextMatch, .previousMatch, .clear, .sort,
      .reverse, .mark, .unmarkAll,
    ]
    let program: [Command] = [.palette, .problems, .themes, .suspend, .detach, .redraw, .help, .quit]
    return [
      HelpSection(title: view.tab.title, commands: own),
      HelpSection(title: "Library", commands: library + [.radio].filter { !own.contains($0) }),
      HelpSection(
        title: "Player",
        commands: player + PlayerSnapshot.Option.allCases.map(Command.toggle) + [.sound, .undo]),
      HelpSection(title: "List", commands: list.filter(view.offers)),
      HelpSection(title: "Views", commands: tabs.map(Command.show) + [.nextTab, .previousTab]),
      HelpSection(title: "Program", commands: program),
    ]
  }
}
