public import FoundationEssentials
public import TrackKit

/// Decides whether yt-dlp may be asked while YouTube refuses requests.
///
/// A bot check or a rate limit opens the breaker. After a while one question goes through as a probe: a
/// plain answer closes the breaker, another refusal opens it again, anything else allows the next probe.
public struct CircuitBreaker: Sendable, Equatable {
  /// What the breaker lets through.
  public enum State: Sendable, Equatable {
    /// Everything.
    case closed
    /// Nothing until `until`, because of `reason`.
    case open(reason: URLRefreshError.Kind, until: Date)
    /// One question is on its way; the rest waits for how it ends.
    case probing(reason: URLRefreshError.Kind)
  }

  /// What becomes of a question.
  public enum Admission: Sendable, Equatable {
    /// Ask.
    case proceed
    /// Ask, and say in ``CircuitBreaker/record(_:isProbe:now:)`` that it was the probe.
    case probe
    /// Don't ask.
    case refuse(Refusal)
  }

  /// Why a question is not asked.
  public struct Refusal: Sendable, Equatable {
    /// What opened the breaker.
    public var reason: URLRefreshError.Kind
    /// How long until the probe; zero while it is under way.
    public var retryAfter: Duration

    /// The refusal as callers get it.
    public var error: URLRefreshError {
      let cause = URLRefreshError(kind: reason).sentence
      let minutes = (retryAfter.components.seconds + 59) / 60
      return URLRefreshError(
        kind: .breakerOpen,
        evidence: minutes > 0 ? "\(cause); next try in \(minutes) min" : "\(cause); a try is under way")
    }
  }

  /// How a question ended, as far as the breaker cares.
  public enum Outcome: Sendable, Equatable {
    /// YouTube answered the question, be it that the video is private.
    case answered
    /// YouTube refused to talk.
    case refused(URLRefreshError.Kind)
    /// Nothing was learnt about YouTube: no network, no program, no time.
    case inconclusive
  }

  /// What changed.
  public enum Change: Sendable, Equatable {
    /// The breaker has opened, or opened again.
    case opened(reason: URLRefreshError.Kind, until: Date)
    /// The breaker has closed.
    case closed
  }

  /// How long the breaker stays open before the probe.
  public let pause: Duration
  /// What is let through at present.
  public private(set) var state = State.closed

  /// A closed breaker.
  public init(pause: Duration = .seconds(15 * 60)) {
    self.pause = pause
  }

  /// Why a question would be refused at `now`; `nil` when it would not. Changes nothing.
  public func refusal(now: Date) -> Refusal? {
    switch state {
    case .closed: return nil
    case .probing(let reason): return Refusal(reason: reason, retryAfter: .zero)
    case .open(let reason, let until):
      let left = until.timeIntervalSince(now)
      // More than the whole pause means that the clock was put back: then the pause counts as over.
      guard left > 0, left <= pause.seconds else { return nil }
      return Refusal(reason: reason, retryAfter: .seconds(left))
    }
  }

  /// Decides about one question at `now`.
  public mutating func admit(now: Date) -> Admission {
    if let refusal = refusal(now: now) { return .refuse(refusal) }
    guard case .open(let reason, _) = state else { return .proceed }
    state = .probing(reason: reason)
    return .probe
  }

  /// Learns how a question that was admitted has ended.
  ///
  /// - Parameters:
  ///   - outcome: how.
  ///   - isProbe: whether it was admitted as the probe.
  ///   - now: the present.
  /// - Returns: what changed, `nil` when nothing did.
  public mutating func record(_ outcome: Outcome, isProbe: Bool, now: Date) -> Change? {
    switch (state, outcome) {
    case (.closed, .refused(let reason)):
      return open(reason, now: now)
    case (.probing, .refused(let reason)) where isProbe:
      return open(reason, now: now)
    case (.probing, .answered) where isProbe:
      state = .closed
      return .closed
    case (.probing(let reason), .inconclusive) where isProbe:
      // Open, with the pause over: the next question is the next probe.
      state = .open(reason: reason, until: now)
      return nil
    default:
      // Questions from before the breaker opened tell nothing new.
      return nil
    }
  }

  private mutating func open(_ reason: URLRefreshError.Kind, now: Date) -> Change {
    let until = now.addingTimeInterval(pause.seconds)
    state = .open(reason: reason, until: until)
    return .opened(reason: reason, until: until)
  }
}

extension CircuitBreaker.Outcome {
  /// What a resolve that failed with `error`, or brought a URL (`nil`), tells about YouTube.
  public init(_ error: URLRefreshError?) {
    guard let error else {
      self = .answered
      return
    }
    self = error.opensBreaker ? .refused(error.kind) : error.isAnswer ? .answered : .inconclusive
  }
}
