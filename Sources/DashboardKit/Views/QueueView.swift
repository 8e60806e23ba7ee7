import FoundationEssentials
import TrackKit

/// MPD's queue, with what is known of each song.
struct QueueView: TableView {
  let tab = Tab.queue
  let commands = [
    ViewCommand(.activate, "play the song", needsPlayer: true),
    ViewCommand(.remove, "remove the selected or marked songs from the queue", needsPlayer: true),
    ViewCommand(.moveUp, Command.moveUp.summary), ViewCommand(.moveDown, Command.moveDown.summary),
    ViewCommand(.clearQueue, Command.clearQueue.summary),
    ViewCommand(.refresh, "refresh the URLs of the selected or marked tracks"),
    ViewCommand(.radio, Command.radio.summary), ViewCommand(.copy, Command.copy.summary),
  ]
  let keyHints = [KeyHint(.remove, "remove"), KeyHint(.clearQueue, "clear")]

  // MARK: Rows

  let isMarkable = true

  func count(_ facts: Facts) -> Int { facts.player.queue.count }

  func arrange(_ list: ListState, _ facts: inout Facts, now: Date) -> [Int] {
    Array(facts.player.queue.indices)
  }

  func id(of row: Int, _ facts: Facts) -> RowID { .number(UInt64(facts.player.queue[row].id)) }

  func searchTexts(of row: Int, _ facts: Facts) -> [String] { [facts.player.queue[row].displayName] }

  func track(of row: Int, _ facts: Facts) -> VideoID? { facts.player.queue[row].videoID }

  func isAffected(by change: Change, _ list: ListState) -> Bool { change == .queue }

  func perform(_ command: Command, on list: inout ListState, _ facts: Facts) -> Response? {
    let player = facts.player
    switch command {
    case .activate:
      return list.selectedSource.map { .effects([.playQueueSong(player.queue[$0].id)]) } ?? .nothingSelected
    case .remove:
      let ids = list.targets.map { player.queue[$0].id }
      list.unmarkAll()
      return ids.isEmpty ? .nothingSelected : .effects([.removeQueueSongs(ids)])
    case .moveUp, .moveDown:
      guard let place = list.selectedSource else { return .nothingSelected }
      let target = place + (command == .moveUp ? -1 : 1)
      guard player.queue.indices.contains(target) else { return .effects([]) }
      return .effects([.moveQueueSong(id: player.queue[place].id, to: target)])
    case .clearQueue:
      guard !player.queue.isEmpty else { return .nothingThere }
      return .ask(
        "Clear the queue (\(Wording.count(player.queue.count, "song")))?", .clearQueue)
    default: return nil
    }
  }

  // MARK: Columns

  func columns(width: Int, _ scene: Scene) -> [Table.Column] {
    [
      .init(title: "#", columns: scene.facts.player.queue.count < 1000 ? 4 : 6, align: .right),
      .init(title: "SONG", columns: 0),
      .init(title: "ALBUM", columns: width / 5, from: 100),
      .init(title: "PLAYS", columns: 6, align: .right, from: 110),
      .init(title: "URL", columns: width < 120 ? 17 : width / 5, from: 60),
      .init(title: "LENGTH", columns: 7, align: .right),
    ]
  }

  func row(_ row: Int, width: Int, _ scene: Scene, _ glyphs: Glyphs) -> Table.Row {
    let player = scene.facts.player
    let song = player.queue[row]
    let track = song.videoID.flatMap { scene.facts.library[$0] }
    let plays = track?.playCount ?? 0
    return Table.Row(
      cells: [
        .init("\(row + 1)", .muted),
        .init(song.displayName),
        .init(track?.album ?? "", .muted),
        .init(plays > 0 ? "\(plays)" : "", .muted),
        .init(
          track.map(FreshnessWords(now: scene.now).describe)
            ?? Span(song.videoID == nil ? "other source" : "unknown track", .muted)),
        .init(song.duration.map(Wording.clock) ?? "?", song.duration == nil ? .muted : .plain),
      ], isPlaying: player.connected && player.songID == song.id)
  }

  func emptyPage(_ scene: Scene) -> EmptyPage {
    let player = scene.facts.player
    if !player.queue.isEmpty { return .sentence("No song matches.") }
    guard player.connected else {
      return .sentence("\(player.name) is not connected." + (player.problem.map { " \($0)" } ?? ""))
    }
    return .sentence(
      "\(player.name)'s queue is empty. Select a track or a playlist and press p to append it.")
  }
}

extension Tab {
  /// MPD's queue.
  public static let queue = Tab(4, "Queue")
}
