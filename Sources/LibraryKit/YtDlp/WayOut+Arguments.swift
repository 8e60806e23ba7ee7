public import TrackKit

/// The configuration, yt-dlp's arguments and the environment don't name one way out.
public struct WayOutError: Error, Sendable, Equatable {
  /// What is wrong, in one sentence without credentials.
  public let sentence: String
}

extension WayOut {
  /// The one way that the configuration, the user's arguments for yt-dlp and the environment lead to.
  ///
  /// - Parameters:
  ///   - addressFamily: `address_family`.
  ///   - sourceAddress: `source_address`.
  ///   - arguments: `yt_dlp_arguments`.
  ///   - environment: the variables of the process; `--proxy` outranks them.
  /// - Throws: ``WayOutError`` when they name different ones, or one that there can't be.
  public init(
    addressFamily: AddressFamily, sourceAddress: String?, arguments: [String], environment: [String: String]
  ) throws(WayOutError) {
    let user = UserArguments(arguments)
    var (family, address) = (addressFamily, sourceAddress)
    if let address, let place = IPAddress(address), addressFamily != .any, place.family != addressFamily {
      throw WayOutError(
        sentence:
          "address_family \(addressFamily.rawValue) and source_address \(address) can't both be; remove one")
    }
    if let said = user.source {
      guard let place = IPAddress(said.value) else {
        throw WayOutError(
          sentence:
            "\(said.option) in yt_dlp_arguments must have an IP address of this machine, not \(Self.quoted(said.value))"
        )
      }
      let theirs =
        said.value == "0.0.0.0" || said.value == "::" ? said.option : "\(said.option) \(said.value)"
      func differs(_ ours: String) -> WayOutError {
        WayOutError(
          sentence:
            "\(ours) and \(theirs) in yt_dlp_arguments are different ways out, and a URL plays only on the way "
            + "that yt-dlp took; remove one")
      }
      if family != .any, place.family != family { throw differs("address_family \(family.rawValue)") }
      if let address, let ours = IPAddress(address) {
        // A family alone fits every address of that family.
        guard place.isWildcard ? place.family == ours.family : place == ours else {
          throw differs("source_address \(address)")
        }
      }
      family = place.family
      if !place.isWildcard { address = said.value }
    }
    let proxies: ProxyRules
    if let said = user.proxy {
      do throws(NetworkProxy.Mistake) {
        proxies = ProxyRules(all: said.value.isEmpty ? nil : try NetworkProxy(said.value))
      } catch {
        throw WayOutError(sentence: "\(said.option) in yt_dlp_arguments must \(error.sentence)")
      }
    } else {
      do throws(ProxyRules.Mistake) {
        proxies = try ProxyRules(environment: environment)
      } catch {
        throw WayOutError(sentence: "\(error.variable) in the environment must \(error.mistake.sentence)")
      }
    }
    self.init(addressFamily: family, sourceAddress: address, proxies: proxies)
  }

  private static func quoted(_ text: String) -> String { "\"\(MetadataText.clean(text) ?? "")\"" }

  /// The options that have yt-dlp take the local address and the family, to follow the user's own.
  var ytDlpArguments: [String] {
    var arguments: [String] = []
    switch addressFamily {
    case .any: break
    case .ipv4: arguments.append("-4")
    case .ipv6: arguments.append("-6")
    }
    // The last one counts, and the address tells the family.
    if let sourceAddress { arguments += ["--source-address", sourceAddress] }
    return arguments
  }
}
