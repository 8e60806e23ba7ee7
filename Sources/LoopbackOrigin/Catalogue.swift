import NIOHTTP1
import Synchronization

/// What an origin has, which of its URLs live, and what it is to do wrong; decides every answer.
final class Catalogue: Sendable {
  /// The answer to a request.
  struct Decision {
    let number: Int
    let answer: Answer
    let asset: Asset?
  }

  /// Where the faults for an id come from.
  enum Script {
    case queue(ArraySlice<Fault?>)
    case rule(@Sendable (OriginRequest) -> Fault?)
  }

  private struct URLKey: Hashable {
    let id: String
    let generation: Int
  }

  private struct State {
    var manners: Manners
    var assets: [String: [Int: Asset]] = [:]
    var generations: [String: Int] = [:]
    var revoked: [URLKey: Int] = [:]
    var scripts: [String: Script] = [:]
    var random: RandomFaults?
    var pages: [String: @Sendable () -> Page] = [:]
  }

  let log: RequestLog
  private let now: @Sendable () -> Double
  private let state: Mutex<State>

  init(log: RequestLog, manners: Manners, now: @escaping @Sendable () -> Double) {
    self.log = log
    self.now = now
    state = Mutex(State(manners: manners))
  }

  var maximumRange: Int64 {
    get { state.withLock { $0.manners.maximumRange } }
    set { state.withLock { $0.manners.maximumRange = newValue } }
  }

  func register(_ asset: Asset) {
    state.withLock { $0.assets[asset.id, default: [:]][asset.itag] = asset }
  }

  func publish(_ path: String, _ page: @escaping @Sendable () -> Page) {
    state.withLock { $0.pages[path] = page }
  }

  func mint(id: String, itag: Int?, validity: Duration?, authority: String) -> String? {
    let now = now()
    return state.withLock { state in
      guard let asset = Self.asset(id: id, itag: itag, in: state) else { return nil }
      state.generations[id, default: 0] += 1
      let expire = validity.map { Int64((now + Double($0.milliseconds) / 1000).rounded(.up)) }
      let url = MediaURL(id: id, expire: expire, generation: state.generations[id, default: 0])
      return url.text(authority: authority, asset: asset)
    }
  }

  func revoke(_ url: MediaURL, status: Int) {
    state.withLock { $0.revoked[URLKey(id: url.id, generation: url.generation)] = status }
  }

  func revokeAll(id: String, status: Int) {
    state.withLock { state in
      for generation in 0...state.generations[id, default: 0] {
        state.revoked[URLKey(id: id, generation: generation)] = status
      }
    }
  }

  func script(_ script: Script, for id: String) {
    state.withLock { $0.scripts[id] = script }
  }

  func strike(_ faults: RandomFaults?) {
    state.withLock { $0.random = faults }
  }

  func behave() {
    state.withLock { state in
      state.scripts = [:]
      state.random = nil
    }
  }

  /// Enters a request in the log and decides what it gets.
  func decide(_ head: HTTPRequestHead, connection: Int, peer: String) -> Decision {
    let url = MediaURL(head.uri)
    let request = log.enter(id: url?.id) { number, index in
      OriginRequest(head, url: url, number: number, index: index, connection: connection, peer: peer)
    }
    let path = String(head.uri.prefix { $0 != "?" })
    if let page = state.withLock({ $0.pages[path] }) {
      var (answer, asset) = page().answer
      if !head.isKeepAlive, answer.steps.last == .keepAlive {
        answer.steps[answer.steps.count - 1] = .close(.complete)
      }
      return Decision(number: request.number, answer: answer, asset: asset)
    }
    let now = now()
    let (manners, asset, revoked) = state.withLock { state in
      let key = url.map { URLKey(id: $0.id, generation: $0.generation) }
      return (
        state.manners, url.flatMap { Self.asset(id: $0.id, itag: $0.itag, in: state) },
        key.flatMap { state.revoked[$0] }
      )
    }
    let verdict = manners.verdict(
      on: request, url: url, length: asset?.length, revoked: revoked, now: now)
    var answer: Answer
    switch (verdict, asset, url) {
    case (.serve(let range), let asset?, let url?):
      if url.loop > 0 {
        answer = manners.redirectLoop(target: request.target, round: url.loop)
      } else if let fault = fault(for: request, id: url.id, length: Int64(range.count)) {
        if case .revoke(let status) = fault { revoke(url, status: status) }
        answer = manners.answer(range, of: asset, fault: fault, target: request.target)
      } else {
        answer = manners.answer(range, of: asset)
      }
    case (.refuse(let status), _, _):
      answer = manners.refusal(status, length: asset?.length)
    default:
      answer = manners.refusal(404, length: nil)
    }
    if !head.isKeepAlive, answer.steps.last == .keepAlive {
      answer.steps[answer.steps.count - 1] = .close(.complete)
    }
    return Decision(number: request.number, answer: answer, asset: asset)
  }

  private func fault(for request: OriginRequest, id: String, length: Int64) -> Fault? {
    let (fault, rule): (Fault?, (@Sendable (OriginRequest) -> Fault?)?) = state.withLock { state in
      switch state.scripts[id] {
      case .queue(var faults):
        let fault = faults.popFirst() ?? nil
        state.scripts[id] = faults.isEmpty ? nil : .queue(faults)
        return (fault, nil)
      case .rule(let rule): return (nil, rule)
      case nil: return (state.random?.next(length: length), nil)
      }
    }
    // Outside the lock: a rule may ask the origin for its log, or mint a URL.
    return rule.map { $0(request) } ?? fault
  }

  private static func asset(id: String, itag: Int?, in state: State) -> Asset? {
    guard let formats = state.assets[id] else { return nil }
    guard let itag else { return formats.min { $0.key < $1.key }?.value }
    return formats[itag]
  }
}

extension OriginRequest {
  init(
    _ head: HTTPRequestHead, url: MediaURL?, number: Int, index: Int, connection: Int, peer: String
  ) {
    var headers: [String: String] = [:]
    for field in head.headers { headers[field.name.lowercased()] = field.value }
    let rangeField = headers["range"]
    self.init(
      number: number, index: index, connection: connection, peer: peer,
      method: head.method.rawValue, target: head.uri, id: url?.id, itag: url?.itag,
      generation: url?.generation ?? 0,
      rangeField: rangeField, range: rangeField.flatMap(Self.closedRange), headers: headers)
  }
}
