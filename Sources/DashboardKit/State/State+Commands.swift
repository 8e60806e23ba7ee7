import FoundationEssentials
import TrackKit

extension State {
  /// How far the seek keys go, in seconds.
  static let seekStep = 10.0
  /// What the volume keys add, in percent.
  static let volumeStep = 5

  /// Carries out a command of the view that is shown.
  mutating func perform(_ command: Command, now: Date) -> [Effect] {
    guard command.applies(to: tab) else {
      say(.info, "\(command.name) has nothing to do with \(tab.title.lowercased())", now: now)
      return []
    }
    switch command {
    case .show, .nextTab, .previousTab, .up, .down, .pageUp, .pageDown, .first, .last, .mark, .unmarkAll,
      .filter, .clear, .nextMatch, .previousMatch, .sort, .reverse, .filterKind, .filterTrack:
      look(command, now: now)
      return []
    case .add: overlay = .prompt(.add, LineEditor())
    case .search: overlay = .prompt(.search, LineEditor())
    case .palette: overlay = .palette(LineEditor(), index: 0)
    case .help: overlay = .help(scroll: 0)
    case .problems: showProblems(now: now)
    case .nextTheme: takeNextTheme(now: now)
    case .redraw: return [.redraw]
    case .suspend: return [.suspend]
    case .quit: return quit()
    case .refresh, .refreshExpired, .refreshAll: return refresh(command, now: now)
    case .cancel: return works.last.map { [.cancelWork($0.progress.id)] } ?? []
    case .copy:
      return selectedTrack.map { copy($0) } ?? nothingSelected(now: now)
    case .export: return export(now: now)
    case .sync, .syncAll: return sync(command, now: now)
    case .remove: return tab == .playlists ? removePlaylist(now: now) : control(command, now: now)
    case .activate where tab == .streams:
      guard let id = streamList.selected else { return nothingSelected(now: now) }
      overlay = .stream(id, scroll: 0)
    case .activate, .push, .radio, .togglePause, .next, .previous, .seekForward, .seekBack, .louder, .softer,
      .toggle, .moveUp, .moveDown, .clearQueue:
      return control(command, now: now)
    }
    return []
  }

  private mutating func quit() -> [Effect] {
    let active = gauges.streams.active
    guard session.ownsStreams, active > 0 else { return [.quit] }
    let streams = active == 1 ? "1 stream plays" : "\(active) streams play"
    overlay = .confirm(question: "\(streams) through this; quit anyway?", effect: .quit)
    return []
  }

  private mutating func showProblems(now: Date) {
    if allProblems.isEmpty {
      say(.info, "nothing is missing", now: now)
    } else {
      overlay = .problems(scroll: 0)
    }
  }

  private mutating func takeNextTheme(now: Date) {
    guard let place = themes.firstIndex(of: theme) else { return }
    theme = themes[(place + 1) % themes.count]
    say(.info, "theme \(theme.name)", now: now)
  }

  // MARK: URLs

  private mutating func refresh(_ command: Command, now: Date) -> [Effect] {
    switch command {
    case .refreshAll:
      guard !tracks.isEmpty else { return nothingThere(now: now) }
      overlay = .confirm(
        question: "Refresh all \(Wording.count(tracks.count, "URL"))?", effect: .refreshAll)
      return []
    case .refreshExpired:
      // A track that was never resolved has no URL that could expire: it is resolved when it is played.
      let expired = tracks.count { $0.staleAt.map { $0 <= now } ?? false }
      guard tracks.isEmpty || expired > 0 else {
        say(.info, "no URL has expired", now: now)
        return []
      }
      if expired > 0 { say(.info, "refreshing \(Wording.count(expired, "expired URL"))", now: now) }
      return [.refreshExpired]
    default:
      let ids = targetTracks
      guard let first = ids.first else { return nothingSelected(now: now) }
      say(
        .info, "refreshing \(ids.count == 1 ? name(of: first) : Wording.count(ids.count, "track"))", now: now)
      changeList(.unmarkAll)
      return [.refresh(ids)]
    }
  }

  /// Puts a track's public URL on the clipboard.
  func copy(_ id: VideoID) -> [Effect] {
    [.copy(session.trackURL + id.rawValue)]
  }

  // MARK: Playlists

  private mutating func sync(_ command: Command, now: Date) -> [Effect] {
    guard command == .sync else { return [.sync(playlist: nil)] }
    let names = playlistList.targets
    guard !names.isEmpty else { return nothingSelected(now: now) }
    playlistList.unmarkAll()
    return names.map { .sync(playlist: $0) }
  }

  private mutating func removePlaylist(now: Date) -> [Effect] {
    guard let name = playlistList.selected else { return nothingSelected(now: now) }
    overlay = .confirm(
      question: "Remove the playlist \(name)? Its tracks stay.", effect: .removePlaylist(name: name))
    return []
  }

  // MARK: The player

  /// Whether there is a player; says so when there is none.
  mutating func isPlayerThere(now: Date) -> Bool {
    if player.connected { return true }
    say(.warning, "\(player.name) is not connected" + (player.problem.map { ": \($0)" } ?? ""), now: now)
    return false
  }

  /// Commands that need the player.
  private mutating func control(_ command: Command, now: Date) -> [Effect] {
    guard isPlayerThere(now: now) else { return [] }
    switch command {
    case .togglePause: return [.togglePause]
    case .next: return [.next]
    case .previous: return [.previous]
    case .seekForward: return [.seek(by: Self.seekStep)]
    case .seekBack: return [.seek(by: -Self.seekStep)]
    case .louder: return [.changeVolume(by: Self.volumeStep)]
    case .softer: return [.changeVolume(by: -Self.volumeStep)]
    case .toggle(let option): return [.toggle(option)]
    case .remove, .moveUp, .moveDown, .clearQueue: return changeQueue(command, now: now)
    case .radio: return [.radio(selectedTrack ?? playingTrack)]
    case .push: return push(now: now)
    default: return play(now: now)
    }
  }

  private mutating func play(now: Date) -> [Effect] {
    switch tab {
    case .queue: return queueList.selected.map { [.playQueueSong($0)] } ?? nothingSelected(now: now)
    case .playlists: return replaceQueue(now: now)
    default: return selectedTrack.map { [.play($0)] } ?? nothingSelected(now: now)
    }
  }

  private mutating func push(now: Date) -> [Effect] {
    if tab == .playlists {
      let names = playlistList.targets
      playlistList.unmarkAll()
      return names.isEmpty ? nothingSelected(now: now) : names.map { .pushPlaylist(name: $0, replace: false) }
    }
    let ids = targetTracks
    guard !ids.isEmpty else { return nothingSelected(now: now) }
    changeList(.unmarkAll)
    return [.push(ids)]
  }

  /// Playing a playlist throws the queue away, so it asks unless there is nothing to lose.
  private mutating func replaceQueue(now: Date) -> [Effect] {
    guard let name = playlistList.selected else { return nothingSelected(now: now) }
    let effect = Effect.pushPlaylist(name: name, replace: true)
    guard !player.queue.isEmpty else { return [effect] }
    overlay = .confirm(
      question: "Replace \(player.name)'s queue (\(Wording.count(player.queue.count, "song"))) with \(name)?",
      effect: effect)
    return []
  }

  private mutating func changeQueue(_ command: Command, now: Date) -> [Effect] {
    switch command {
    case .clearQueue:
      guard !player.queue.isEmpty else { return nothingThere(now: now) }
      overlay = .confirm(
        question: "Empty \(player.name)'s queue (\(Wording.count(player.queue.count, "song")))?",
        effect: .clearQueue)
      return []
    case .remove:
      let ids = queueList.targets
      guard !ids.isEmpty else { return nothingSelected(now: now) }
      queueList.unmarkAll()
      return [.removeQueueSongs(ids)]
    default:
      guard let id = queueList.selected, let place = queueList.selectedSource else {
        return nothingSelected(now: now)
      }
      let target = place + (command == .moveUp ? -1 : 1)
      guard player.queue.indices.contains(target) else { return [] }
      return [.moveQueueSong(id: id, to: target)]
    }
  }

  /// Marks have served their purpose.
  mutating func unmark(after effect: Effect) {
    if case .clearQueue = effect { queueList.unmarkAll() }
  }

  // MARK: Events

  private mutating func export(now: Date) -> [Effect] {
    let lines: [String] =
      tab == .log
      ? logList.sources.reversed().map {
        "\(LocalClock.timestamp(log.rows[$0].row.date)) \(log.rows[$0].row.text)"
      }
      : eventList.sources.reversed().map { place in
        let line = events.lines[place]
        return "\(LocalClock.timestamp(line.date)) \(line.kind) \(line.text)"
      }
    return lines.isEmpty ? nothingThere(now: now) : [.exportEvents(lines)]
  }

  // MARK: Words

  private mutating func nothingSelected(now: Date) -> [Effect] {
    say(.info, tab == .playlists ? "no playlist is selected" : "no track is selected", now: now)
    return []
  }

  private mutating func nothingThere(now: Date) -> [Effect] {
    say(.info, "there is nothing in the list", now: now)
    return []
  }

  /// The best name there is for a track.
  func name(of id: VideoID) -> String {
    library[id]?.displayName ?? status?.streams.list.first { $0.videoID == id }?.displayName ?? id.rawValue
  }
}
