import TrackKit

/// The state of the instance in the text format of Prometheus (version 0.0.4).
///
/// No label names a track or a client: a time series for each of them would be too many, and what a person hears is
/// private.
enum MetricsText {
  /// The media type of the format.
  static let contentType = "text/plain; version=0.0.4; charset=utf-8"

  /// All metrics of `status`, and of `times`.
  static func text(_ status: ProxyStatus, _ times: ServiceTimes = ServiceTimes()) -> String {
    let streams = status.streams
    var text = Builder()
    text.gauge("build_info", "The version of ytmpd-tui.", [("version", status.version)], 1)
    text.gauge("uptime_seconds", "Time since the service came up.", status.uptimeSeconds)
    text.gauge("streams_active", "Streams that hold a slot.", streams.active)
    text.gauge("streams_waiting", "Requests that wait for a slot.", streams.waiting)
    text.gauge("streams_limit", "Slots there are (max_concurrent_streams).", streams.limit)
    text.family(
      "streams", "gauge", "Active and waiting streams by what they do.",
      StreamState.allCases.filter { $0 != .done && $0 != .lost }.map { state in
        ([("state", state.rawValue)], Double(streams.list.count { $0.state == state }))
      })
    text.gauge(
      "stream_bytes_per_second", "Body bytes handed to all clients in a second.",
      streams.list.reduce(0) { $0 + $1.bytesPerSecond })
    text.counter("streams_served_total", "Streams that ended well.", streams.servedTotal)
    text.counter("streams_rejected_total", "Requests turned away with 503.", streams.rejectedTotal)
    text.counter("streams_failed_total", "Streams lost or answered with an error.", streams.failedTotal)
    text.counter(
      "streams_left_total", "Requests whose client left before the first byte.", streams.leftTotal)
    text.counter("retries_total", "Ranges asked for again.", status.retriesTotal)
    text.gauge("refreshes_running", "URLs being resolved.", status.refreshes.running)
    text.counter("refreshes_succeeded_total", "Resolves that brought a URL.", status.refreshes.succeededTotal)
    text.counter("refreshes_failed_total", "Resolves that brought none.", status.refreshes.failedTotal)
    text.counter(
      "refreshes_degraded_total", "Failed refreshes after which the old URL was tried.",
      status.refreshes.degradedTotal)
    text.family(
      "resolver_state", "gauge", "The state of yt-dlp: 1 for the one it is in.",
      ResolverState.allCases.map { state in
        ([("state", state.rawValue)], status.resolver.state == state ? 1 : 0)
      })
    text.gauge("resolver_queue", "Resolves that wait for their turn.", status.resolver.queue)
    text.gauge(
      "resolver_runs_last_hour", "Runs of yt-dlp in the last hour.", status.resolver.runsLastHour)
    text.gauge("mpd_connected", "Whether MPD answers.", status.mpd.connected ? 1 : 0)
    text.family(
      "tracks", "gauge", "Tracks of the library by the state of their URL.",
      [
        ([("state", "fresh")], Double(status.tracks.fresh)),
        ([("state", "expired")], Double(status.tracks.expired)),
        ([("state", "unresolved")], Double(status.tracks.unresolved)),
      ])
    text.histogram(
      "first_byte_seconds", "Time from a request to the first byte of its body, with the wait in line.",
      times.firstByte)
    text.histogram("resolve_seconds", "Time that yt-dlp took for a URL, or to find none.", times.resolve)
    text.histogram(
      "stall_seconds", "Time without a byte in the middle of a song, from three seconds on.", times.stall)
    add(status.cache, to: &text)
    return text.text
  }

  private static func add(_ cache: ProxyStatus.Cache, to text: inout Builder) {
    text.family(
      "cache_state", "gauge", "The state of the cache of audio: 1 for the one it is in.",
      ProxyStatus.Cache.State.allCases.map { state in
        ([("state", state.rawValue)], cache.state == state ? 1 : 0)
      })
    text.gauge("cache_bytes", "Bytes of audio on the disk.", cache.bytes)
    text.gauge("cache_limit_bytes", "Bytes there may be besides kept tracks (cache_size).", cache.limit)
    text.gauge("cache_tracks", "Tracks of which there is any audio.", cache.tracks)
    text.gauge("cache_complete_tracks", "Tracks that play without a network.", cache.complete)
    text.gauge("cache_kept_tracks", "Tracks that are kept.", cache.kept)
    text.gauge("cache_kept_bytes", "Bytes of kept tracks.", cache.keptBytes)
    text.counter("cache_hits_total", "Streams that got all of their bytes from the cache.", cache.hits)
    text.counter("cache_misses_total", "Streams for which the origin was asked.", cache.misses)
    text.counter(
      "cache_bytes_saved_total", "Bytes of streams for which the origin was not asked.", cache.bytesSaved)
  }

  /// Builds the lines.
  private struct Builder {
    typealias Labels = [(name: String, value: String)]

    var text = ""

    mutating func gauge(_ name: String, _ help: String, _ value: some BinaryInteger) {
      family(name, "gauge", help, [([], Double(value))])
    }

    mutating func gauge(_ name: String, _ help: String, _ value: Double) {
      family(name, "gauge", help, [([], value)])
    }

    mutating func gauge(_ name: String, _ help: String, _ labels: Labels, _ value: Double) {
      family(name, "gauge", help, [(labels, value)])
    }

    mutating func counter(_ name: String, _ help: String, _ value: some BinaryInteger) {
      family(name, "counter", help, [([], Double(value))])
    }

    mutating func histogram(_ name: String, _ help: String, _ histogram: Histogram) {
      text += "# HELP ytmpd_\(name) \(help)\n# TYPE ytmpd_\(name) histogram\n"
      for (bound, count) in histogram.cumulative {
        text += "ytmpd_\(name)_bucket{le=\"\(Self.number(bound))\"} \(count)\n"
      }
      text += "ytmpd_\(name)_bucket{le=\"+Inf\"} \(histogram.count)\n"
      text += "ytmpd_\(name)_sum \(Self.number(histogram.sum))\nytmpd_\(name)_count \(histogram.count)\n"
    }

    mutating func family(_ name: String, _ type: String, _ help: String, _ samples: [(Labels, Double)]) {
      text += "# HELP ytmpd_\(name) \(help)\n# TYPE ytmpd_\(name) \(type)\n"
      for (labels, value) in samples {
        let list = labels.map { "\($0.name)=\"\(Self.escape($0.value))\"" }.joined(separator: ",")
        text += "ytmpd_\(name)\(list.isEmpty ? "" : "{\(list)}") \(Self.number(value))\n"
      }
    }

    /// Whole numbers as such: `3` rather than `3.0`.
    private static func number(_ value: Double) -> String {
      Int64(exactly: value).map(String.init) ?? "\(value)"
    }

    private static func escape(_ value: String) -> String {
      var escaped = ""
      for character in value {
        switch character {
        case "\\": escaped += "\\\\"
        case "\"": escaped += "\\\""
        case "\n": escaped += "\\n"
        default: escaped.append(character)
        }
      }
      return escaped
    }
  }
}
