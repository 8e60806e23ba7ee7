public import FoundationEssentials
import TrackKit

extension State {
  /// Streams are under way, so that the gauges are worth another look.
  var hasMovingGauges: Bool {
    guard let status else { return false }
    return !status.streams.list.isEmpty || status.refreshes.running > 0
  }

  /// How long the screen stays true without any message; `nil` means for as long as none comes, so that an idle
  /// dashboard sleeps.
  public func nextTick(now: Date) -> Duration? {
    var waits: [Double] = []
    if let toast { waits.append(toast.until.timeIntervalSince(now)) }
    if let elapsed = player.elapsed(now: now), player.connected, player.state == .play,
      player.duration.map({ elapsed < $0 }) ?? true
    {
      waits.append(Self.untilNext(max(0, elapsed / .seconds(1)), 1))
    }
    if hasMovingGauges || rates.isMoving(within: layout.rateSamples) || !works.isEmpty {
      waits.append(Self.untilNext(now.timeIntervalSince1970, 1))
    }
    if wantsStatus {
      waits.append(Self.eventInterval - (statusAskedAt.map { now.timeIntervalSince($0) } ?? 0))
    }
    waits += streamWaits(now: now)
    if tab == .tracks, let change = nextFreshnessChange(now: now) { waits.append(change) }
    return waits.min().map { .milliseconds(Int(min(max($0, 0.034), 86400) * 1000) + 1) }
  }

  private func streamWaits(now: Date) -> [Double] {
    guard tab == .streams else { return [] }
    var waits: [Double] = []
    // Tenths of a second are counted down as long as the next try lies ahead.
    if let streams = status?.streams.list,
      streams.contains(where: { $0.state == .retrying && ($0.retryAt.map { $0 > now } ?? false) })
    {
      waits.append(0.1)
    }
    if let departure = book.nextDeparture(now: now) { waits.append(departure.timeIntervalSince(now)) }
    return waits
  }

  /// Seconds until what is said of a URL on the screen is no longer true.
  private func nextFreshnessChange(now: Date) -> Double? {
    trackList.sources[min(trackList.top, trackList.sources.count)...].prefix(layout.listRows)
      .compactMap { tracks[$0].staleAt?.timeIntervalSince(now) }
      .filter { $0 > 0 }
      .map { $0 > 60 ? $0.truncatingRemainder(dividingBy: 60) : $0 }
      .min()
  }

  private static func untilNext(_ seconds: Double, _ step: Double) -> Double {
    step - seconds.truncatingRemainder(dividingBy: step)
  }
}
