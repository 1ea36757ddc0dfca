/// A refusal of a kind nobody has run into before.
enum RareErrorCode: CaseStudy {
  static let scenario = Scenario(
    id: "rare-error-code", title: "A rare error code", attack: ["T1580", "T1526"],
    summary: "Stolen keys are tried on machines they have no right to; the code has never been seen.",
    jobs: ["rare_error_code"])

  static func play(on stage: inout Stage) {
    let user = stage.cloudUser(usesConsole: false)
    let start = stage.moment()
    let code = "Client.UnauthorizedOperation"
    for index in 0..<3 {
      let call = CloudCall("RunInstances", "ec2").failing(
        code, "You are not authorized to perform this operation.")
      stage.call(call, by: user, at: start + Milliseconds(index) * 17_000)
    }
    stage.expect(
      "\(code), never seen before", in: .cloud, from: start, to: start + 34_000, jobs: ["rare_error_code"],
      match: ["aws.cloudtrail.error_code": code, "aws.cloudtrail.user_identity.arn": user.arn])
  }
}
