/// OpenSSL's verdicts on a certificate (`X509_V_ERR_…` of x509_vfy.h), in words.
enum CertificateProblem {
  /// The words for `code`, `nil` for one that has none of its own.
  static func words(for code: Int) -> String? {
    switch code {
    // libcurl compares the names itself, before it takes OpenSSL's verdict over: until then 1 stands there.
    case 0, 1, 62: "it belongs to another host"
    case 9: "it is not valid yet; is the clock of this machine right?"
    case 10: "it has expired; is the clock of this machine right?"
    case 2, 18, 19, 20, 21: "no authority that this machine trusts has signed it"
    case 23: "it was revoked"
    default: nil
    }
  }
}
