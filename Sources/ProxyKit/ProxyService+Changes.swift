import NIOCore
import Synchronization

/// What may change while the service runs.
extension ProxyService {
  /// Works by other options from now on, from any thread. What is being streamed goes on by the old ones. The address, the
  /// version and the start of the songs' URLs stay as they are.
  public func take(_ options: Options) {
    manner.withLock { $0.patience = options.drainTime }
    let hosts = options.knownHosts
    core.eventLoop.execute { [core] in core.value.take(options, hosts: hosts) }
  }
}

extension ServiceCore {
  /// Works by other options; see ``ProxyService/take(_:)``.
  fileprivate func take(_ options: ProxyService.Options, hosts: KnownHosts) {
    var rules = options.rules
    rules.pipesAudio = relay.rules.pipesAudio
    relay.take(rules: rules, limit: options.maximumStreams, admissionWait: options.admissionWait)
    relay.parts.take(options.cache)
    relay.parts.fetcher.take(options.upstream)
    relay.parts.pipes.take(limit: options.maximumPipes)
    gate.take(hosts: hosts, origins: WebOrigins(options.allowedOrigins))
    connections.limits = options.connections ?? ConnectionLimits(streams: options.maximumStreams)
  }
}
