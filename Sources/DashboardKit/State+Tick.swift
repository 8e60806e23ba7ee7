import ProxyKit

#if canImport(FoundationEssentials)
  public import FoundationEssentials
#else
  public import Foundation
#endif

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
      let seconds = max(0, elapsed / .seconds(1))
      waits.append(1 - (seconds - seconds.rounded(.down)))
    }
    if hasMovingGauges || rates.isMoving {
      let seconds = now.timeIntervalSince1970
      waits.append(1 - (seconds - seconds.rounded(.down)))
    }
    // Tenths of a second are counted down as long as the next try lies ahead.
    if tab == .streams, let streams = status?.streams.list,
      streams.contains(where: { $0.state == .retrying && ($0.retryAt.map { $0 > now } ?? false) })
    {
      waits.append(0.1)
    }
    if tab == .tracks, let expiry = nextExpiry(now: now) { waits.append(expiry) }
    return waits.min().map { .milliseconds(Int(min(max($0, 0.034), 86400) * 1000) + 1) }
  }

  /// Seconds until the first fresh URL on the screen expires.
  private func nextExpiry(now: Date) -> Double? {
    trackList.sources[min(trackList.top, trackList.sources.count)...].prefix(layout.listRows)
      .compactMap { tracks[$0].staleAt?.timeIntervalSince(now) }
      .filter { $0 > 0 }.min()
  }
}
