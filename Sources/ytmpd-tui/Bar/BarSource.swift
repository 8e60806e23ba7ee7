import FoundationEssentials
import MPDKit
import TrackKit

/// Asks MPD and the proxy for what bars show.
struct BarSource: Sendable {
  let settings: Settings
  /// Where MPD is; `nil` when its address is not valid.
  let address: MPDAddress?

  init(_ settings: Settings) {
    self.settings = settings
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
    await Task.offPool { [settings] in
      guard let (client, path) = ProxyPlace.find(settings).status else { return nil }
      do {
        let answer = try client.get(path)
        return answer.status == 200
          ? try JSONDecoder().decode(ProxyStatus.self, from: Data(answer.body)) : nil
      } catch {
        return nil
      }
    }
  }
}
