import Foundation
import Testing

@testable import LibraryKit
@testable import TrackKit

@Suite struct CircuitBreakerTests {
  private let start = Date(timeIntervalSince1970: 1_800_000_000)

  private func opened(_ kind: URLRefreshError.Kind = .botCheck) -> CircuitBreaker {
    var breaker = CircuitBreaker()
    _ = breaker.admit(now: start)
    _ = breaker.record(.refused(kind), isProbe: false, now: start)
    return breaker
  }

  @Test(arguments: URLRefreshError.Kind.allCases)
  func onlyRefusalsOpenIt(_ kind: URLRefreshError.Kind) {
    var breaker = CircuitBreaker()
    let error = URLRefreshError(kind: kind)
    let change = breaker.record(CircuitBreaker.Outcome(error), isProbe: false, now: start)
    if error.opensBreaker {
      #expect(change == .opened(reason: kind, until: start + 900))
    } else {
      #expect(change == nil)
      #expect(breaker.state == .closed)
    }
  }

  @Test func openRefusesUntilThePauseIsOver() throws {
    var breaker = opened()
    guard case .refuse(let refusal) = breaker.admit(now: start + 899) else {
      Issue.record("not refused")
      return
    }
    #expect(refusal.reason == .botCheck)
    #expect(refusal.retryAfter == .seconds(1))
    #expect(refusal.error.kind == .breakerOpen)
    #expect(refusal.error.sentence.contains("next try in 1 min"))
    #expect(breaker.admit(now: start + 900) == .probe)
  }

  @Test func oneProbeAtATime() {
    var breaker = opened()
    #expect(breaker.admit(now: start + 900) == .probe)
    #expect(breaker.admit(now: start + 900) == .refuse(.init(reason: .botCheck, retryAfter: .zero)))
  }

  @Test func probeThatIsAnsweredCloses() {
    var breaker = opened()
    _ = breaker.admit(now: start + 900)
    #expect(breaker.record(.answered, isProbe: true, now: start + 901) == .closed)
    #expect(breaker.admit(now: start + 901) == .proceed)
  }

  @Test func probeThatIsRefusedOpensAnew() {
    var breaker = opened()
    _ = breaker.admit(now: start + 900)
    let change = breaker.record(.refused(.rateLimit), isProbe: true, now: start + 901)
    #expect(change == .opened(reason: .rateLimit, until: start + 1801))
    #expect(breaker.refusal(now: start + 1800) != nil)
  }

  @Test func probeThatProvesNothingAllowsTheNext() {
    var breaker = opened()
    _ = breaker.admit(now: start + 900)
    #expect(breaker.record(.inconclusive, isProbe: true, now: start + 901) == nil)
    #expect(breaker.admit(now: start + 901) == .probe)
  }

  @Test(arguments: [CircuitBreaker.Outcome.answered, .refused(.rateLimit), .inconclusive])
  func olderQuestionsChangeNothing(_ outcome: CircuitBreaker.Outcome) {
    var breaker = opened()
    #expect(breaker.record(outcome, isProbe: false, now: start + 10) == nil)
    #expect(breaker == opened())
  }

  @Test func aClockPutBackDoesNotLockItForEver() {
    var breaker = opened()
    #expect(breaker.admit(now: start - 3600) == .probe)
  }
}
