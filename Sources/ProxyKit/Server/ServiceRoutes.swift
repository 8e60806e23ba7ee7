import FoundationEssentials
import NIOCore
import TrackKit

/// The paths beside `/proxy/{id}`: health, status, metrics, playlists.
final class ServiceRoutes {
  /// What the playlists' routes need to know.
  struct Playlists {
    /// Where playlists are, `nil` when none are served.
    var library: (any PlaylistReading)?
    /// The start of the songs' URLs, `nil` for the name by which the client reached us.
    var base: String?
  }

  private let relay: Relay
  private let version: String
  private let playlists: Playlists
  /// For people, so that the time in which the machine is suspended counts.
  private let startedAt = ContinuousClock.now

  init(relay: Relay, version: String, playlists: Playlists) {
    self.relay = relay
    self.version = version
    self.playlists = playlists
  }

  /// Answers a request.
  ///
  /// - Parameter host: the request's Host.
  func answer(_ target: RequestTarget, host: String?, on response: any ResponseWriter) {
    switch target.path {
    // The words ytmpd answers with; scripts look for them.
    case "/health": writeJSON(#"{"status":"ok","service":"icy-proxy"}"#, on: response)
    case "/livez": response.writeText(status: 200, "ok")
    case "/readyz": answerReadiness(on: response)
    case "/status": answerStatus(on: response)
    case "/metrics": answerMetrics(on: response)
    case "/playlists", "/playlists/": answerPlaylists(on: response)
    case let path where path.hasPrefix("/playlists/"): answerPlaylist(target, host: host, on: response)
    default:
      response.writeText(
        status: 404,
        "nothing is here; tracks are at \(TrackURL.path){video id}, and there are /health, /status, /metrics and /playlists"
      )
    }
  }

  /// The whole status, with the library's counts.
  func status() -> EventLoopFuture<ProxyStatus> {
    relay.parts.library.countTracks(freshness: relay.rules.freshness).assumeIsolated().map { [self] counts in
      var status = relay.status()
      status.version = version
      status.uptimeSeconds = startedAt.duration(to: .now).seconds
      status.tracks = counts
      return status
    }.nonisolated()
  }

  private func answerStatus(on response: any ResponseWriter) {
    status().assumeIsolated().whenComplete { [self] result in
      do {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        writeJSON(String(decoding: try encoder.encode(try result.get()), as: UTF8.self), on: response)
      } catch {
        fail("the status can't be read", error, on: response)
      }
    }
  }

  private func answerMetrics(on response: any ResponseWriter) {
    status().assumeIsolated().whenComplete { [self] result in
      switch result {
      case .success(let status):
        write(MetricsText.text(status, relay.parts.events.times), as: MetricsText.contentType, on: response)
      case .failure(let error): fail("the metrics can't be read", error, on: response)
      }
    }
  }

  private func answerPlaylists(on response: any ResponseWriter) {
    guard let library = playlists.library else { return answerNoPlaylist(on: response) }
    relay.parts.library.read { try library.playlists() }.assumeIsolated().whenComplete { [self] result in
      do {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let names = try result.get().map { PlaylistLink($0) }
        writeJSON(String(decoding: try encoder.encode(names), as: UTF8.self), on: response)
      } catch {
        fail("the playlists can't be listed", error, on: response)
      }
    }
  }

  private func answerPlaylist(_ target: RequestTarget, host: String?, on response: any ResponseWriter) {
    guard let route = PlaylistRoute(path: target.path), let library = playlists.library else {
      return answerNoPlaylist(on: response)
    }
    let base = playlists.base ?? PlaylistRoute.base(host: host, fallback: "http://localhost:8080")
    let urls = TrackURL(base: base, query: PlaylistRoute.query(icyOverride: target.icyOverride))
    relay.parts.library.read {
      try library.text(ofPlaylist: route.name, format: route.format, urls: urls)
    }
    .assumeIsolated().whenComplete { [self] result in
      switch result {
      case .success(let text?): write(text, as: route.format.contentType, on: response)
      case .success(nil): answerNoPlaylist(on: response)
      case .failure(let error): fail("the playlist can't be read", error, on: response)
      }
    }
  }

  private func answerNoPlaylist(on response: any ResponseWriter) {
    response.writeText(
      status: 404, "there is no such playlist; /playlists lists them, and each has an .m3u and an .xspf")
  }

  private func fail(_ what: String, _ error: any Error, on response: any ResponseWriter) {
    relay.parts.events.publish(.notice(.error, "\(what): \(error)"))
    response.writeText(status: 500, "the library can't be read at the moment")
  }

  private func answerReadiness(on response: any ResponseWriter) {
    relay.parts.library.countTracks(freshness: relay.rules.freshness).assumeIsolated().whenComplete {
      [self] result in
      var reasons: [String] = []
      if case .failure = result { reasons.append("the library of tracks can't be read") }
      let resolver = relay.parts.resolver.resolverStatus().resolver
      if resolver.state != .ok { reasons.append(resolver.reason ?? "yt-dlp can't be asked") }
      if relay.isDraining { reasons.append("going down") }
      response.writeText(
        status: reasons.isEmpty ? 200 : 503, reasons.isEmpty ? "ok" : reasons.joined(separator: "; "))
    }
  }

  private func writeJSON(_ text: String, on response: any ResponseWriter) {
    write(text, as: "application/json", on: response)
  }

  private func write(_ text: String, as contentType: String, on response: any ResponseWriter) {
    let buffer = ByteBuffer(string: text)
    response.writeHead(
      status: 200,
      fields: [
        HeaderField(name: "content-type", value: contentType),
        HeaderField(name: "content-length", value: "\(buffer.readableBytes)"),
      ])
    response.writeBody(buffer) {}
    response.writeEnd {}
  }
}

/// A playlist in the answer to `GET /playlists`.
private struct PlaylistLink: Encodable {
  var name: String
  var tracks: Int
  var m3u: String
  var xspf: String

  init(_ playlist: PlaylistSummary) {
    name = playlist.name
    tracks = playlist.count
    let path = "/playlists/" + PercentEncoding.encoded(playlist.name, keeping: "-._~")
    m3u = path + ".m3u"
    xspf = path + ".xspf"
  }
}
