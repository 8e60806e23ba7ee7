import TrackKit

/// Says by which way YouTube is reached.
enum WayOutCheck {
  /// One finding.
  static func findings(_ wayOut: WayOut) -> [Finding] {
    let asking = wayOut.proxies.proxy(for: "https://www.youtube.com/")
    let fetching = wayOut.proxies.proxy(for: "https://rr1---sn-a.googlevideo.com/")
    guard asking == fetching else {
      return [
        .error(
          .network, "no_proxy lets www.youtube.com and googlevideo.com take different ways: no song plays",
          cure: "name both in no_proxy, or neither")
      ]
    }
    var way = wayOut
    if asking == nil { way.proxies = .direct }
    return [.ok(.network, "YouTube is reached \(way.summary)")]
  }
}
