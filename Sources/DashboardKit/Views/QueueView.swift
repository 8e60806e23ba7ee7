import FoundationEssentials
import TrackKit

/// MPD's queue, with what is known of each song; on a wide screen with the library beside it.
struct QueueView: TableView {
  let tab = Tab.queue
  let noun = "song"
  let commands = [
    ViewCommand(.activate, "play the song", needsPlayer: true),
    ViewCommand(.current, Command.current.summary),
    ViewCommand(.remove, "remove the selected or marked songs from the queue", needsPlayer: true),
    ViewCommand(.moveUp, Command.moveUp.summary), ViewCommand(.moveDown, Command.moveDown.summary),
    ViewCommand(.clearQueue, Command.clearQueue.summary),
    ViewCommand(.refresh, "refresh the URLs of the selected or marked tracks"),
    ViewCommand(.keep, Command.keep.summary),
    ViewCommand(.radio, Command.radio.summary), ViewCommand(.copy, Command.copy.summary),
  ]
  let keyHints = [KeyHint(.remove, "remove"), KeyHint(.clearQueue, "clear")]
  let companion: Tab? = .tracks

  // MARK: Rows

  private enum Order: Int, CaseIterable { case queue, artist, title, length }

  let isMarkable = true
  let orders = ListOrder.all(Order.self)

  func count(_ facts: Facts) -> Int { facts.player.queue.count }

  func arrange(_ list: ListState, _ facts: inout Facts, now: Date) -> [Int] {
    let queue = facts.player.queue
    func sorted(_ text: (PlayerSnapshot.QueueSong) -> String) -> [Int] {
      let keys = queue.map { String(decoding: Folding.fold(text($0)), as: UTF8.self) }
      return queue.indices.sorted { (keys[$0], $0) < (keys[$1], $1) }
    }
    switch list.order.of(Order.self) ?? .queue {
    case .queue: return Array(queue.indices)
    case .artist: return sorted(\.displayName)
    case .title: return sorted(\.title)
    case .length:
      return queue.indices.sorted {
        (queue[$0].duration ?? .zero, $0) < (queue[$1].duration ?? .zero, $1)
      }
    }
  }

  func id(of row: Int, _ facts: Facts) -> RowID { .number(UInt64(facts.player.queue[row].id)) }

  func current(_ facts: Facts) -> RowID? {
    facts.player.hasSong ? facts.songPlace.map { id(of: $0, facts) } : nil
  }

  func searchTexts(of row: Int, _ facts: Facts) -> [String] { [facts.player.queue[row].displayName] }

  func track(of row: Int, _ facts: Facts) -> VideoID? { facts.player.queue[row].videoID }

  func isAffected(by change: Change, _ list: ListState) -> Bool { change == .queue }

  func perform(_ command: Command, on list: inout ListState, _ facts: Facts) -> Response? {
    if command == .moveUp || command == .moveDown, list.order != .first || list.isReversed {
      return .tell("Songs are moved in the queue's own order: sort by it first")
    }
    return QueueCommands.perform(command, on: &list, facts)
  }

  // MARK: Columns

  func columns(width: Int, _ scene: Scene) -> [Table.Column] {
    let facts = scene.facts
    let known = facts.library.known
    let hasAlbums = facts.hasAlbums || known.contains(.album)
    return [
      .init(
        title: "#", columns: facts.player.queue.count < 1000 ? 4 : 6, align: .right, order: .init(Order.queue)
      ),
      .init(title: "ARTIST", columns: 0, share: 4, from: 56, order: .init(Order.artist)),
      .init(title: "TITLE", columns: 0, share: 6, order: .init(Order.title)),
      .init(title: "ALBUM", columns: 0, share: 4, from: hasAlbums ? 84 : .max),
      .init(title: "PLAYS", columns: 5, align: .right, from: known.contains(.plays) ? 110 : .max),
      .init(title: "LENGTH", columns: 7, align: .right, order: .init(Order.length)),
      .init(title: "HERE", columns: 5, align: .right, from: known.contains(.cache) ? 64 : .max),
      .init(title: "URL", columns: width < 110 ? 17 : width / 6, from: 60),
    ]
  }

  func row(_ row: Int, width: Int, _ scene: Scene, _ glyphs: Glyphs) -> Table.Row {
    let player = scene.facts.player
    let song = player.queue[row]
    let track = song.videoID.flatMap { scene.facts.library[$0] }
    let plays = track?.playCount ?? 0
    let place = player.hasSong && !player.options.contains(.random) ? scene.facts.songPlace : nil
    return Table.Row(
      cells: [
        .init("\(row + 1)", .muted),
        .init(song.artist ?? ""),
        .init(width < 56 ? song.displayName : song.title),
        .init(track?.album ?? song.album ?? "", .muted),
        .init(plays > 0 ? "\(plays)" : "", .muted),
        .init(song.duration.map(Wording.clock) ?? "?", song.duration == nil ? .muted : .plain),
        .init(track?.cachedText(glyphs) ?? "", .muted),
        .init(
          track.map(FreshnessWords(now: scene.now, clock: scene.clock).describe)
            ?? Span(song.videoID == nil ? "other source" : "unknown track", .muted)),
      ], isPlaying: player.connected && player.songID == song.id, isFaded: place.map { row < $0 } ?? false)
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

  // MARK: The page

  func title(_ scene: Scene) -> [Span] {
    let player = scene.facts.player
    let rows = scene.facts.songPlace.map { Array(player.queue.indices[($0 + 1)...]) } ?? []
    let isEndless = player.options.contains(.repeat) || player.options.contains(.random)
    let left = player.hasSong && !isEndless ? QueueTime.left(in: player, rows: rows, now: scene.now) : nil
    return [Span("queue")]
      + Self.details([
        Wording.count(player.queue.count, noun), QueueTime.all(of: player), left.map { "\($0) left" },
      ])
  }
}

extension Tab {
  /// MPD's queue.
  public static let queue = Tab(2, "Queue")
}
