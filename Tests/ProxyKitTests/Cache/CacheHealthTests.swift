import Testing

@testable import ProxyKit

struct CacheHealthTests {
  @Test func `a failure is said once, and its end once`() {
    var health = CacheHealth()
    #expect(health.recover(at: 0) == nil)
    #expect(health.fail("full", at: 1) == .failed("full"))
    #expect(health.fail("full", at: 2) == nil)
    #expect(health.fail("read-only", at: 3) == nil)
    #expect(health.failure == "read-only")
    #expect(health.recover(at: 4) == .recovered)
    #expect(health.failure == nil)
    #expect(health.recover(at: 5) == nil)
  }

  @Test func `what comes and goes is not said each time`() {
    var health = CacheHealth()
    #expect(health.fail("full", at: 0) == .failed("full"))
    #expect(health.recover(at: 30) == .recovered)
    #expect(health.fail("full", at: 60) == nil)
    #expect(health.recover(at: 90) == nil)
    #expect(health.fail("gone", at: 100) == .failed("gone"))
    #expect(health.recover(at: 110) == .recovered)
    #expect(health.fail("gone", at: 1000) == .failed("gone"))
  }
}
