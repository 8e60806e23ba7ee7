import NIOCore

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The paths beside `/proxy/{id}`: health and status.
final class ServiceRoutes {
  private let relay: Relay
  private let version: String
  private let startedAt = ContinuousClock.now

  init(relay: Relay, version: String) {
    self.relay = relay
    self.version = version
  }

  func answer(_ target: RequestTarget, isHead: Bool, on response: any ResponseWriter) {
    switch target.path {
    // The words ytmpd answers with; scripts look for them.
    case "/health": writeJSON(#"{"status":"ok","service":"icy-proxy"}"#, on: response)
    case "/livez": response.writeText(status: 200, "ok")
    case "/readyz": answerReadiness(on: response)
    case "/status": answerStatus(on: response)
    case "/metrics":
      response.writeText(status: 501, "metrics are not served by this version; /status has the same numbers")
    case let path where path.hasPrefix("/playlists/"):
      response.writeText(
        status: 501, "playlists are not served by this version; MPD finds them in its playlist directory")
    default:
      response.writeText(
        status: 404, "nothing is here; tracks are at /proxy/{video id}, and there are /health and /status")
    }
  }

  /// The whole status, the library counted in.
  func status() -> EventLoopFuture<ProxyStatus> {
    relay.countTracks().assumeIsolated().map { [self] counts in
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
        relay.events.publish(.notice(.error, "the status can't be told: \(error)"))
        response.writeText(status: 500, "the library of tracks can't be read at the moment")
      }
    }
  }

  private func answerReadiness(on response: any ResponseWriter) {
    relay.countTracks().assumeIsolated().whenComplete { [self] result in
      var reasons: [String] = []
      if case .failure = result { reasons.append("the library of tracks can't be read") }
      let resolver = relay.resolver.resolverStatus().resolver
      if resolver.state != "ok" { reasons.append(resolver.reason ?? "yt-dlp can't be asked") }
      if relay.isDraining { reasons.append("going down") }
      response.writeText(
        status: reasons.isEmpty ? 200 : 503, reasons.isEmpty ? "ok" : reasons.joined(separator: "; "))
    }
  }

  private func writeJSON(_ text: String, on response: any ResponseWriter) {
    let buffer = ByteBuffer(string: text)
    response.writeHead(
      status: 200,
      fields: [
        HeaderField(name: "content-type", value: "application/json"),
        HeaderField(name: "content-length", value: "\(buffer.readableBytes)"),
      ])
    response.writeBody(buffer) {}
    response.writeEnd {}
  }
}
