import FoundationEssentials
import TrackKit

extension State {
  /// Carries out a command in the view that is shown, which is asked first.
  mutating func perform(_ command: Command, now: Date) -> [Effect] {
    let view = view
    guard view.offers(command) else {
      say(.warning, command.refusal(of: view.things), now: now)
      return []
    }
    if view.needsPlayer(command), !isPlayerThere(now: now) { return [] }
    if command == .keep, facts.status?.cache.state == .off {
      say(.warning, "Can't keep anything: the cache is off (cache_size is 0)", now: now)
      return []
    }
    var changed = list
    if let response = view.perform(command, on: &changed, facts) {
      let isNarrowed = changed.narrowing != list.narrowing
      list = changed
      if isNarrowed { arrange(now: now) }
      return answer(response, now: now)
    }
    return performAnywhere(command, now: now)
  }

  private mutating func answer(_ response: Response, now: Date) -> [Effect] {
    switch response {
    case .effects(let effects): return effects
    case .show(let wanted): overlay = wanted
    case .search(let words, let count): return search(words, count: count, now: now)
    case .tell(let sentence): say(.info, sentence, now: now)
    case .nothingSelected: return nothingSelected(now: now)
    case .nothingThere: return nothingThere(now: now)
    }
    return []
  }

  /// What a command does in any view that has no meaning of its own for it.
  private mutating func performAnywhere(_ command: Command, now: Date) -> [Effect] {
    switch command {
    case .add: open(.add)
    case .search: open(.search)
    case .palette: overlay = .palette(LineEditor(), index: 0)
    case .help: overlay = .help(HelpPage())
    case .problems: showProblems(now: now)
    case .nextTheme: takeNextTheme(now: now)
    case .themes: chooseTheme()
    case .run(let own): return run(own, now: now)
    case .sound:
      isUntouched = true
      return [.readSound]
    case .redraw: return [.redraw]
    case .suspend: return [.suspend]
    case .quit: return quit()
    case .detach: return detach(now: now)
    case .cancel: return cancel(now: now)
    case .refreshAll: return refreshAll(now: now)
    case .refreshExpired: return refreshExpired(now: now)
    case .refresh, .push, .activate, .copy, .keep: return performOnTracks(command, now: now)
    case .radio: return radio(of: selectedTrack ?? facts.playingTrack, now: now)
    case .undo: return undo(now: now)
    default:
      if let effect = command.playerEffect { return [effect] }
      look(command, now: now)
    }
    return []
  }

  /// Makes a radio; where it goes is asked when the queue has songs.
  mutating func radio(of track: VideoID?, now: Date) -> [Effect] {
    guard let track else {
      say(.warning, "Select a track, or play one: a radio is made from a track", now: now)
      return []
    }
    let songs = facts.player.queue.count
    guard songs > 0 else { return [.radio(track, .replace)] }
    overlay = .choice(.radio(of: track, queued: songs))
    return []
  }

  private mutating func run(_ own: OwnCommand, now: Date) -> [Effect] {
    guard own.needsTrack else { return [.run(own.words)] }
    guard let id = selectedTrack ?? facts.playingTrack else { return nothingSelected(now: now) }
    let track = facts.library[id]
    return [
      .run(
        own.words(
          id: id.rawValue, url: facts.session.trackURL + id.rawValue,
          title: track?.title ?? facts.name(of: id),
          artist: track?.artist ?? ""))
    ]
  }

  private mutating func undo(now: Date) -> [Effect] {
    if let undoable {
      // MPD may take its time where the song that was on comes back.
      announce("Undoing: \(undoable)", now: now)
      return [.undo]
    }
    say(.warning, "Nothing to undo", now: now)
    return []
  }

  private mutating func quit() -> [Effect] {
    let active = facts.gauges.streams.active
    guard facts.session.ownsStreams, active > 0 else { return [.quit] }
    overlay = .leave(streams: active)
    return []
  }

  private mutating func detach(now: Date) -> [Effect] {
    if facts.session.canDetach { return [.detach] }
    if facts.session.ownsStreams {
      say(.warning, "Can't go on in the background: there is no control socket", now: now)
    } else {
      say(.info, "The music plays in another process already: quit leaves it alone", now: now)
    }
    return []
  }

  private mutating func cancel(now: Date) -> [Effect] {
    if let work = facts.works.last { return [.cancelWork(work.progress.id)] }
    say(.warning, "Nothing is running that could be cancelled", now: now)
    return []
  }

  private mutating func showProblems(now: Date) {
    if facts.allProblems.isEmpty {
      say(.info, "No problems found", now: now)
    } else {
      overlay = .problems(scroll: 0)
    }
  }

  private mutating func takeNextTheme(now: Date) {
    guard let place = themes.firstIndex(of: theme) else { return }
    theme = themes[(place + 1) % themes.count]
    say(.info, "Theme: \(theme.name)", now: now)
  }

  // MARK: Tracks

  private mutating func refreshAll(now: Date) -> [Effect] {
    guard !facts.tracks.isEmpty else { return nothingThere(now: now) }
    overlay = .confirm(
      question: "Refresh all \(Wording.count(facts.tracks.count, "URL"))?", effect: .refreshAll)
    return []
  }

  private mutating func refreshExpired(now: Date) -> [Effect] {
    // A track that was never resolved has no URL that could expire: it is resolved when it is played.
    let expired = facts.tracks.count { $0.staleAt.map { $0 <= now } ?? false }
    guard facts.tracks.isEmpty || expired > 0 else {
      say(.info, "No URL is stale", now: now)
      return []
    }
    if expired > 0 { announce("Refreshing \(Wording.count(expired, "stale URL"))", now: now) }
    return [.refreshExpired]
  }

  private mutating func performOnTracks(_ command: Command, now: Date) -> [Effect] {
    switch command {
    case .copy: return selectedTrack.map { copy($0) } ?? nothingSelected(now: now)
    case .activate: return selectedTrack.map { [.play($0)] } ?? nothingSelected(now: now)
    default: break
    }
    let ids = targetTracks
    guard let first = ids.first else { return nothingSelected(now: now) }
    list.unmarkAll()
    if command == .push { return [.push(ids)] }
    if command == .keep { return keep(ids, now: now) }
    let what = ids.count == 1 ? facts.name(of: first) : Wording.count(ids.count, "track")
    announce("Refreshing \(what)", now: now)
    return [.refresh(ids)]
  }

  /// Keeps tracks, or lets them go when all of them are kept.
  private mutating func keep(_ ids: [VideoID], now: Date) -> [Effect] {
    let isKept = ids.allSatisfy { facts.library[$0]?.isKept == true }
    return [.keep(ids, !isKept)]
  }

  /// Puts a track's public URL on the clipboard.
  func copy(_ id: VideoID) -> [Effect] { [.copy(facts.session.trackURL + id.rawValue)] }

  /// Whether there is a player; says so when there is none.
  mutating func isPlayerThere(now: Date) -> Bool {
    let player = facts.player
    if player.connected { return true }
    say(.warning, "\(player.name) is not connected" + (player.problem.map { ": \($0)" } ?? ""), now: now)
    return false
  }

  // MARK: Words

  private mutating func nothingSelected(now: Date) -> [Effect] {
    let isRow = list.selected != nil
    say(.warning, isRow ? "This \(view.noun) has no track" : "No \(view.noun) is selected", now: now)
    return []
  }

  mutating func nothingThere(now: Date) -> [Effect] {
    say(.warning, "The list is empty", now: now)
    return []
  }
}
