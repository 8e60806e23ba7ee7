import FoundationEssentials
import TrackKit

/// The song that is on, where its sound comes from, what comes next, and what happened last.
struct NowView: TableView {
  let tab = Tab.now
  let noun = "song"
  let things = "songs"
  let commands = [
    ViewCommand(.activate, "play the selected song", needsPlayer: true),
    ViewCommand(.current, "show the story of the song's stream"),
    ViewCommand(.remove, "remove the selected or marked songs from the queue", needsPlayer: true),
    ViewCommand(.moveUp, Command.moveUp.summary), ViewCommand(.moveDown, Command.moveDown.summary),
    ViewCommand(.refresh, "get new URLs for the selected or marked tracks"),
    ViewCommand(.keep, Command.keep.summary),
    ViewCommand(.radio, Command.radio.summary), ViewCommand(.copy, Command.copy.summary),
  ]
  let keyHints = [KeyHint(.current, "story"), KeyHint(.remove, "remove"), KeyHint(.search, "search")]
  let showsPlayer = true

  // MARK: Rows

  let isMarkable = true

  func count(_ facts: Facts) -> Int { facts.player.queue.count }

  /// What comes after the song. In random order nobody knows what does: all others are listed.
  func arrange(_ list: ListState, _ facts: inout Facts, now: Date) -> [Int] {
    let player = facts.player
    let all = player.queue.indices
    guard player.hasSong, let place = facts.songPlace else { return Array(all) }
    let later = Array(all[(place + 1)...])
    let isRound = player.options.contains(.repeat) || player.options.contains(.random)
    return isRound ? later + all[..<place] : later
  }

  func id(of row: Int, _ facts: Facts) -> RowID { .number(UInt64(facts.player.queue[row].id)) }

  func searchTexts(of row: Int, _ facts: Facts) -> [String] { [facts.player.queue[row].displayName] }

  func track(of row: Int, _ facts: Facts) -> VideoID? { facts.player.queue[row].videoID }

  func isAffected(by change: Change, _ list: ListState) -> Bool { change == .queue || change == .song }

  func nextChange(of rows: ArraySlice<Int>, _ facts: Facts, now: Date) -> Double? {
    let tracks = rows.compactMap { facts.player.queue[$0].videoID } + [facts.playingTrack].compactMap { $0 }
    return tracks.compactMap { facts.library[$0]?.staleAt?.timeIntervalSince(now) }
      .filter { $0 > 0 }
      .min()
  }

  func perform(_ command: Command, on list: inout ListState, _ facts: Facts) -> Response? {
    guard command == .current else { return QueueCommands.perform(command, on: &list, facts) }
    guard facts.player.hasSong else { return .tell("No song is on") }
    guard let stream = facts.playingStream else { return .tell("No stream of this song is remembered") }
    return .show(.stream(stream.id, scroll: 0))
  }

  // MARK: Columns

  func columns(width: Int, _ scene: Scene) -> [Table.Column] {
    [
      .init(title: "#", columns: scene.facts.player.queue.count < 1000 ? 3 : 5, align: .right),
      .init(title: "ARTIST", columns: 0, share: 2, from: 50),
      .init(title: "TITLE", columns: 0, share: 3),
      .init(title: "LENGTH", columns: 7, align: .right),
      .init(title: "URL", columns: 11, from: 56),
    ]
  }

  func row(_ row: Int, width: Int, _ scene: Scene, _ glyphs: Glyphs) -> Table.Row {
    let song = scene.facts.player.queue[row]
    let track = song.videoID.flatMap { scene.facts.library[$0] }
    return Table.Row(cells: [
      .init("\(row + 1)", .muted),
      .init(song.artist ?? "", .muted),
      .init(width >= 50 ? song.title : song.displayName),
      .init(song.duration.map(Wording.clock) ?? "?", .muted),
      .init(Readiness(now: scene.now, glyphs: glyphs).describe(track)),
    ])
  }

  func emptyPage(_ scene: Scene) -> EmptyPage {
    let player = scene.facts.player
    if scene.facts.isNew { return .welcome }
    guard player.connected else { return .sentence("The queue is not known.") }
    if !scene.state.list(of: tab).filter.isEmpty { return .sentence("No song matches.") }
    return .sentence(
      player.queue.isEmpty
        ? "The queue is empty. Select a track or a playlist and press p to append it."
        : "Nothing comes after this song.")
  }

  // MARK: The page

  func title(_ scene: Scene) -> [Span] {
    let player = scene.facts.player
    let rows = scene.state.list(of: tab).sources
    let name = player.options.contains(.random) ? "queue in random order" : "up next"
    let left = QueueTime.left(in: player, rows: rows, now: scene.now)
    return [Span(name)] + Self.details([Wording.count(rows.count, "song"), left.map { "\($0) left" }])
  }

  func paint(in body: Rect, _ scene: Scene, on canvas: inout Canvas) -> ListPicture {
    let list = scene.state.list(of: tab)
    if list.sources.isEmpty, !scene.facts.player.hasSong, emptyPage(scene) == .welcome {
      WelcomePage(scene: scene).paint(in: body, on: &canvas)
      return ListPicture()
    }
    let size = canvas.buffer.size
    let layout = NowLayout(body, hasBorders: Pane.hasBorders(size))
    let song = Pane(layout.song, songTitle(scene), isActive: false, on: size)
    song.paint(on: &canvas)
    let bar = SongCard(scene: scene).paint(in: song.inside, on: &canvas)
    paintSource(in: layout.source, scene, on: &canvas)
    let next = paintPane(in: layout.next, scene, on: &canvas)
    var picture = paintTable(in: next, hasCaption: false, scene, on: &canvas)
    picture.targets += [bar].compactMap { $0 }
    paintEvents(in: layout.events, scene, on: &canvas)
    return picture
  }

  private func songTitle(_ scene: Scene) -> String {
    switch scene.facts.player.state {
    case .play: "playing"
    case .pause: "paused"
    case .stop, .unknown: "stopped"
    }
  }

  private func paintSource(in area: Rect, _ scene: Scene, on canvas: inout Canvas) {
    let card = SourceCard(scene: scene)
    guard area.rows > 1 else {
      canvas.write([Span(" ")] + card.line(columns: area.columns - 2, glyphs: canvas.glyphs), in: area)
      return
    }
    let pane = Pane(area, "source", isActive: false, on: canvas.buffer.size)
    pane.paint(on: &canvas)
    let inside = pane.inside.inset(columns: 1)
    let lines = card.lines(columns: inside.columns, rows: inside.rows, glyphs: canvas.glyphs)
    for (offset, line) in lines.prefix(inside.rows).enumerated() {
      canvas.write(line, in: inside.line(offset))
    }
  }

  private func paintEvents(in area: Rect, _ scene: Scene, on canvas: inout Canvas) {
    guard area.rows > 1 else {
      EventsView.paintLatest(in: area, scene, on: &canvas)
      return
    }
    let pane = Pane(area, "events", isActive: false, on: canvas.buffer.size)
    pane.paint(on: &canvas)
    EventsView.paintLatest(in: pane.inside, scene, on: &canvas)
  }
}

extension Tab {
  /// The song that is on.
  public static let now = Tab(1, "Now")
}
