public import FoundationEssentials

extension State {
  /// How long the screen stays true without any message; `nil` means for as long as none comes, so that an idle
  /// dashboard sleeps.
  public func nextTick(now: Date) -> Duration? {
    var waits: [Double] = []
    if let until = toast?.until { waits.append(until.timeIntervalSince(now)) }
    // Tenths of a second are counted while a song is waited for.
    if facts.waiting(now: now) != nil { waits.append(0.1) }
    let player = facts.player
    if let elapsed = player.elapsed(now: now), player.connected, player.state == .play,
      player.duration.map({ elapsed < $0 }) ?? true
    {
      waits.append(Self.untilNext(max(0, elapsed / .seconds(1)), 1))
    }
    if facts.hasMovingGauges || facts.rates.isMoving(within: screen.rateSamples) || !facts.works.isEmpty {
      waits.append(Self.untilNext(now.timeIntervalSince1970, 1))
    }
    if wantsStatus {
      waits.append(Self.eventInterval - (statusAskedAt.map { now.timeIntervalSince($0) } ?? 0))
    }
    if let change = view.nextChange(of: seenRows, facts, now: now) { waits.append(change) }
    return waits.min().map { .milliseconds(Int(min(max($0, 0.034), 86400) * 1000) + 1) }
  }

  /// The rows of the list that are on the screen.
  private var seenRows: ArraySlice<Int> {
    let list = list
    return list.sources[min(list.top, list.sources.count)...].prefix(screen.list.rows)
  }

  private static func untilNext(_ seconds: Double, _ step: Double) -> Double {
    step - seconds.truncatingRemainder(dividingBy: step)
  }
}
