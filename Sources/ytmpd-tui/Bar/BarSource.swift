import ConfigurationKit
import FoundationEssentials
import MPDKit
import TrackKit

/// Asks MPD and the proxy for what bars show.
struct BarSource: Sendable {
  let client: HTTPClient
  let address: MPDAddress?
  let urls: TrackURL?

  /// - Throws: ``CommandFailure`` when the configuration leaves open where the proxy is.
  init(_ settings: Settings) throws(CommandFailure) {
    guard settings.configuration.proxyPort != 0 else {
      throw CommandFailure("proxy_port is 0, so the port of the instance is not known; choose a port")
    }
    client = HTTPClient(host: settings.configuration.proxyHost, port: settings.configuration.proxyPort)
    urls = settings.urls
    do throws(MPDAddressError) { address = try settings.mpdAddress() } catch { address = nil }
  }

  /// What both say now.
  func facts() async -> BarFacts {
    async let proxy = proxy()
    var facts = BarFacts()
    if let address {
      let mpd = MPDClient(address: address)
      defer { mpd.close() }
      do throws(MPDError) {
        facts.player = try await mpd.status()
        facts.song = try await mpd.currentSong()
      } catch {
        // The line says "offline".
        facts.player = nil
      }
    }
    facts.proxy = await proxy
    return facts
  }

  /// What the proxy does; `nil` when nothing answers that is one.
  func proxy() async -> ProxyStatus? {
    await Task.offPool { [client] in
      do {
        let answer = try client.get("/status")
        return answer.status == 200
          ? try JSONDecoder().decode(ProxyStatus.self, from: Data(answer.body)) : nil
      } catch {
        return nil
      }
    }
  }
}
