import TestSupport
import Testing

@testable import ProxyKit
@testable import TrackKit

@Suite struct MetricsTextTests {
  private var status: ProxyStatus {
    var status = ProxyStatus()
    status.version = "1 \"2\"\\\n"
    status.uptimeSeconds = 1.5
    status.streams.active = 2
    status.streams.servedTotal = 12_345_678
    status.retriesTotal = 3
    status.resolver.state = .open
    status.resolver.runsLastHour = 17
    status.mpd = .init(connected: true, state: .play)
    status.tracks = .init(total: 9, fresh: 2, expired: 3, unresolved: 4)
    status.cache.state = .ok
    (status.cache.bytes, status.cache.limit, status.cache.kept, status.cache.hits) = (77, 1 << 30, 5, 6)
    status.cache.bytesSaved = 88
    var stream = ProxyStatus.Stream(
      id: 1, videoID: testVideo("abcdefghijk"), artist: "A", title: "T", client: "MPD", state: .streaming,
      startedAt: 0)
    stream.bytesPerSecond = 1000
    status.streams.list = [stream, stream]
    return status
  }

  @Test func saysEveryNumber() {
    let lines = Set(MetricsText.text(status).split(separator: "\n").map(String.init))
    for line in [
      "ytmpd_uptime_seconds 1.5", "ytmpd_streams_active 2", "ytmpd_streams_served_total 12345678",
      "# TYPE ytmpd_streams_served_total counter", "ytmpd_retries_total 3",
      "ytmpd_streams{state=\"streaming\"} 2",
      "ytmpd_streams{state=\"retrying\"} 0", "ytmpd_stream_bytes_per_second 2000",
      "ytmpd_resolver_state{state=\"open\"} 1", "ytmpd_resolver_state{state=\"ok\"} 0",
      "ytmpd_mpd_connected 1", "ytmpd_resolver_runs_last_hour 17",
      "ytmpd_tracks{state=\"unresolved\"} 4", "ytmpd_cache_bytes 77",
      "ytmpd_cache_limit_bytes 1073741824", "ytmpd_cache_kept_tracks 5", "ytmpd_cache_hits_total 6",
      "ytmpd_cache_bytes_saved_total 88", "ytmpd_cache_state{state=\"ok\"} 1",
      "ytmpd_build_info{version=\"1 \\\"2\\\"\\\\\\n\"} 1",
    ] {
      #expect(lines.contains(line), "\(line)")
    }
  }

  @Test func saysHowLongThingsTook() {
    var times = ServiceTimes()
    let track = TrackReference(id: testVideo("abcdefghijk"), name: "A - T")
    times.note(.refreshSucceeded(track, duration: .seconds(2.5)), at: .now)
    let text = MetricsText.text(status, times)
    for line in [
      "# TYPE ytmpd_resolve_seconds histogram", "ytmpd_resolve_seconds_bucket{le=\"2\"} 0",
      "ytmpd_resolve_seconds_bucket{le=\"3\"} 1", "ytmpd_resolve_seconds_bucket{le=\"+Inf\"} 1",
      "ytmpd_resolve_seconds_sum 2.5", "ytmpd_resolve_seconds_count 1",
      "ytmpd_first_byte_seconds_bucket{le=\"0.005\"} 0", "ytmpd_stall_seconds_count 0",
    ] { #expect(text.contains("\n\(line)\n"), "\(line)") }
  }

  @Test func namesNoTrackAndNoClient() {
    let text = MetricsText.text(status)
    #expect(!text.contains("abcdefghijk") && !text.contains("MPD\"") && text.hasSuffix("\n"))
    for line in text.split(separator: "\n") where !line.hasPrefix("#") {
      #expect(line.hasPrefix("ytmpd_"))
      #expect(line.split(separator: " ").last.flatMap { Double($0) } != nil)
    }
  }
}
