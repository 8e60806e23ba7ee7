import ProxyKit

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

extension State {
  /// A key goes to what lies on top; what is left goes through the key map.
  mutating func press(_ key: Key, now: Date) -> [Effect] {
    switch overlay {
    case .help(let scroll): return pressInHelp(key, scroll: scroll)
    case .confirm(_, let effect):
      overlay = nil
      guard case .character("y") = key else { return [] }
      return [effect]
    case .add(let line): return pressInPrompt(key, line: line, now: now)
    case .filter(let line, let before):
      pressInFilter(key, line: line, before: before)
      return []
    case nil:
      guard let command = keyMap.command(for: key) else { return [] }
      return perform(command, now: now)
    }
  }

  private mutating func pressInHelp(_ key: Key, scroll: Int) -> [Effect] {
    switch keyMap.command(for: key) {
    case .down: overlay = .help(scroll: scroll + 1)
    case .up: overlay = .help(scroll: max(0, scroll - 1))
    case .pageDown: overlay = .help(scroll: scroll + max(1, size.rows - 4))
    case .pageUp: overlay = .help(scroll: max(0, scroll - max(1, size.rows - 4)))
    case .first: overlay = .help(scroll: 0)
    case .redraw: return [.redraw]
    default: overlay = nil
    }
    if case .help(let wanted) = overlay {
      overlay = .help(scroll: min(wanted, HelpOverlay.scrollLimit(keyMap: keyMap, size: size)))
    }
    return []
  }

  private mutating func pressInPrompt(_ key: Key, line: LineEditor, now: Date) -> [Effect] {
    var line = line
    switch key {
    case .enter:
      overlay = nil
      let text = line.text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
      guard !text.isEmpty else { return [] }
      say(.info, "adding \(text)", now: now)
      return [.add(text)]
    case .escape: overlay = nil
    default:
      if line.edit(key) { overlay = .add(line) }
    }
    return []
  }

  private mutating func pressInFilter(_ key: Key, line: LineEditor, before: String) {
    var line = line
    switch key {
    case .enter: overlay = nil
    case .escape:
      overlay = nil
      setFilter(before)
    case .up: moveSelection(by: -1)
    case .down: moveSelection(by: 1)
    default:
      guard line.edit(key) else { return }
      overlay = .filter(line, before: before)
      setFilter(line.text)
    }
  }

  /// Carries out a command of the view that is shown.
  mutating func perform(_ command: Command, now: Date) -> [Effect] {
    switch command {
    case .show(let wanted): tab = wanted
    case .nextTab: tab = tab.advanced(by: 1)
    case .previousTab: tab = tab.advanced(by: -1)
    case .up: moveSelection(by: -1)
    case .down: moveSelection(by: 1)
    case .pageUp: moveSelection(by: -max(1, layout.listRows - 1))
    case .pageDown: moveSelection(by: max(1, layout.listRows - 1))
    case .first: moveSelection(by: .min)
    case .last: moveSelection(by: .max)
    case .filter: overlay = .filter(LineEditor(filter), before: filter)
    case .clear: if !filter.isEmpty { setFilter("") }
    case .sort: sort(now: now)
    case .add: overlay = .add(LineEditor())
    case .help: overlay = .help(scroll: 0)
    case .redraw: return [.redraw]
    case .quit: return [.quit]
    case .refreshExpired: return refreshExpired(now: now)
    case .cancel:
      return works.last.map { [.cancelWork($0.id)] } ?? []
    case .refresh:
      return withTrack(now: now) { state, id in
        state.say(.info, "refreshing \(state.name(of: id))", now: now)
        return [.refresh([id])]
      }
    case .activate, .push, .togglePause, .next, .previous: return control(command, now: now)
    default: break
    }
    return []
  }

  /// Commands that need the player.
  private mutating func control(_ command: Command, now: Date) -> [Effect] {
    guard player.connected else {
      say(.warning, "\(player.name) is not connected" + (player.problem.map { ": \($0)" } ?? ""), now: now)
      return []
    }
    switch command {
    case .togglePause: return [.togglePause]
    case .next: return [.next]
    case .previous: return [.previous]
    case .activate where tab == .queue: return queueList.selected.map { [.playQueueSong($0)] } ?? []
    case .activate where tab == .playlists: return replaceQueue()
    case .push where tab == .playlists:
      return playlistList.selected.map { [.pushPlaylist(name: $0, replace: false)] } ?? []
    case .activate: return withTrack(now: now) { _, id in [.play(id)] }
    default: return withTrack(now: now) { _, id in [.push([id])] }
    }
  }

  /// Playing a playlist throws the queue away, so it asks unless there is nothing to lose.
  private mutating func replaceQueue() -> [Effect] {
    guard let name = playlistList.selected else { return [] }
    let effect = Effect.pushPlaylist(name: name, replace: true)
    guard !player.queue.isEmpty else { return [effect] }
    overlay = .confirm(
      question: "Replace \(player.name)'s queue (\(Format.count(player.queue.count, "song"))) with \(name)?",
      effect: effect)
    return []
  }

  private mutating func refreshExpired(now: Date) -> [Effect] {
    // A URL that was never resolved counts as expired too.
    let expired = tracks.count { $0.freshness(now: now) != .fresh }
    guard tracks.isEmpty || expired > 0 else {
      say(.info, "no URL has expired", now: now)
      return []
    }
    if expired > 0 { say(.info, "refreshing \(Format.count(expired, "expired URL"))", now: now) }
    return [.refreshExpired]
  }

  private mutating func sort(now: Date) {
    switch tab {
    case .streams:
      streamOrder = streamOrder.following
      arrangeStreams()
    case .tracks:
      trackOrder = trackOrder.following
      arrangeTracks()
    default: say(.info, "\(tab.title) keep their own order", now: now)
    }
  }

  private mutating func withTrack(
    now: Date, _ body: (inout State, VideoID) -> [Effect]
  ) -> [Effect] {
    guard let id = selectedTrack else {
      say(.info, "no track is selected", now: now)
      return []
    }
    return body(&self, id)
  }

  /// The best name there is for a track.
  private func name(of id: VideoID) -> String {
    if let place = trackPlaces[id] { return tracks[place].displayName }
    return status?.streams.list.first { $0.videoID == id }?.displayName ?? id.rawValue
  }
}
