import ProxyKit
import ServiceLifecycle

/// The relay as the rest of the program sees it: in this process, or in another.
protocol RelayFront: Service {
  /// What happens.
  var events: EventHub { get }
  /// Where it listens, for people.
  var addresses: [String] { get }
  /// The port it listens on.
  var port: Int { get }

  /// What it is doing.
  ///
  /// - Throws: when the library can't be read.
  func status() async throws -> ProxyStatus

  /// Tells it what is known of the player.
  func setPlayerLink(_ link: PlayerLink)
}

extension ProxyService: RelayFront {}
