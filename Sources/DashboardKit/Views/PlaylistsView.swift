import FoundationEssentials
import TrackKit

/// The playlists, and the tracks of the one that is open.
struct PlaylistsView: TableView {
  let tab = Tab.playlists
  let noun = "playlist"
  let commands = [
    ViewCommand(.activate, "open the playlist, or show a track of it in full"),
    ViewCommand(.push, "append the playlist, or the tracks of an open one, to the queue"),
    ViewCommand(.load, "put the playlist in the queue's place and play it"),
    ViewCommand(.sync, Command.sync.summary), ViewCommand(.syncAll, Command.syncAll.summary),
    ViewCommand(.keep, "keep the playlist on this machine, or let it go"),
    ViewCommand(.remove, "remove the playlist; its tracks stay"),
    ViewCommand(.refresh, "get new URLs for tracks of an open playlist"),
    ViewCommand(.radio, Command.radio.summary), ViewCommand(.copy, Command.copy.summary),
  ]
  let keyHints = [
    KeyHint(.activate, "open"), KeyHint(.load, "replace"), KeyHint(.sync, "sync"), KeyHint(.remove, "remove"),
  ]

  // MARK: Rows

  enum Order: Int, CaseIterable { case name, tracks, synced }

  let isMarkable = true
  let orders = ListOrder.all(Order.self)

  func count(_ facts: Facts) -> Int { facts.playlists.count }

  func arrange(_ list: ListState, _ facts: inout Facts, now: Date) -> [Int] {
    let all = facts.playlists
    if let name = list.narrowing.opened {
      guard let place = all.firstIndex(where: { $0.name == name }), let content = facts.contents[name] else {
        return []
      }
      return (0..<content.count).map { PlaylistPlace.entry(playlist: place, $0).row }
    }
    switch list.order.of(Order.self) ?? .name {
    case .name: return Array(all.indices)
    case .tracks: return all.indices.sorted { (-all[$0].trackCount, $0) < (-all[$1].trackCount, $1) }
    case .synced:
      let times = all.map { $0.syncedAt?.timeIntervalSince1970 ?? 0 }
      return all.indices.sorted { (-times[$0], $0) < (-times[$1], $1) }
    }
  }

  func id(of row: Int, _ facts: Facts) -> RowID {
    switch PlaylistPlace(row: row) {
    case .playlist(let place): .name(facts.playlists[place].name)
    case .entry: .number(UInt64(row))
    }
  }

  func has(_ id: RowID, _ facts: Facts) -> Bool {
    switch id {
    case .name(let name): return facts.playlists.contains { $0.name == name }
    case .number(let number):
      guard case .entry(let playlist, let entry) = PlaylistPlace(row: Int(clamping: number)),
        facts.playlists.indices.contains(playlist)
      else { return false }
      return facts.contents[facts.playlists[playlist].name].map { entry < $0.count } ?? false
    }
  }

  func searchTexts(of row: Int, _ facts: Facts) -> [String] {
    switch PlaylistPlace(row: row) {
    case .playlist(let place): [facts.playlists[place].name]
    case .entry: PlaylistEntry(row: row, facts)?.searchTexts ?? []
    }
  }

  func track(of row: Int, _ facts: Facts) -> VideoID? {
    guard case .track(let id, _)? = PlaylistEntry(row: row, facts) else { return nil }
    return id
  }

  func isAffected(by change: Change, _ list: ListState) -> Bool { change == .playlists }

  func wantedPlaylist(_ list: ListState, _ facts: Facts, isDetailSeen: Bool) -> String? {
    if let name = list.narrowing.opened { return name }
    guard isDetailSeen, let row = list.selectedSource, case .playlist(let place) = PlaylistPlace(row: row)
    else {
      return nil
    }
    return facts.playlists[place].name
  }

  // MARK: Commands

  func perform(_ command: Command, on list: inout ListState, _ facts: Facts) -> Response? {
    guard let name = list.narrowing.opened else { return performOnLists(command, on: &list, facts) }
    switch command {
    case .activate: return list.selectedSource == nil ? .nothingThere : .show(.details(scroll: 0))
    case .load: return play(name, in: facts.player)
    case .sync: return .effects([.sync(playlist: name)])
    case .syncAll: return .effects([.sync(playlist: nil)])
    case .remove: return remove(name)
    case .sort, .reverse: return .tell("An open playlist keeps its own order")
    case .clear where list.filter.isEmpty && list.marks.isEmpty:
      list.narrowing.opened = nil
      list.startOver(at: .name(name))
      return .effects([])
    default: return nil
    }
  }

  private func performOnLists(_ command: Command, on list: inout ListState, _ facts: Facts) -> Response? {
    // Those of the configuration may never have been read.
    if command == .syncAll { return .effects([.sync(playlist: nil)]) }
    let names = list.targets.map { facts.playlists[$0].name }
    guard let selected = list.selectedSource.map({ facts.playlists[$0].name }) else {
      return commands.contains { $0.command == command } ? .nothingSelected : nil
    }
    switch command {
    case .activate:
      list.setFilter("")
      list.unmarkAll()
      list.narrowing.opened = selected
      list.startOver()
      return .effects([])
    case .push:
      list.unmarkAll()
      return .targets(names.map { .pushPlaylist(name: $0, replace: false) })
    case .load: return play(selected, in: facts.player)
    case .sync:
      list.unmarkAll()
      return .targets(names.map { .sync(playlist: $0) })
    case .keep:
      let isKept = list.targets.allSatisfy { facts.playlists[$0].isKept }
      list.unmarkAll()
      return .effects([.keepPlaylists(names, !isKept)])
    case .remove: return remove(selected)
    case .refresh, .radio, .copy: return .tell("Enter opens the playlist; then this works on its tracks")
    default: return nil
    }
  }

  private func remove(_ name: String) -> Response {
    .ask("Remove the playlist \(name)? Its tracks stay.", .removePlaylist(name: name))
  }

  /// Playing a playlist throws the queue away, so it asks unless there is nothing to lose.
  private func play(_ name: String, in player: PlayerSnapshot) -> Response {
    let effect = Effect.pushPlaylist(name: name, replace: true)
    guard !player.queue.isEmpty else { return .effects([effect]) }
    return .ask(
      "Replace the queue (\(Wording.count(player.queue.count, "song"))) with \(name)?", effect)
  }
}

extension Tab {
  /// The playlists.
  public static let playlists = Tab(4, "Playlists")
}
