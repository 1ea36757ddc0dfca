/// Who calls the cloud: people at the offices, roles of services and pipelines.
struct CloudStaff: Sendable {
  struct Habit: Sendable {
    let principal: Principal
    let cadence: Cadence
    let local: LocalTime
    let phase: Double
    let calls: Weighted<CloudCall>
    /// The chance that a call is something from the long tail.
    let curiosity: Double
    /// Calls a burst.
    let burst: ClosedRange<Int>
  }

  let people: [Habit]
  let roles: [Habit]

  static let wafRole = "app-WAF-role"

  init(fleet: Fleet) {
    var random = Randomness(seed: fleet.seed, Randomness.key("cloud staff"))
    let count = max(10, min(60, fleet.hosts.count / 8))
    let owners = fleet.hosts.filter { $0.role.isPersonal } + fleet.hosts.filter { !$0.role.isPersonal }
    people = (0..<count).map { index in
      Self.person(owners[index % owners.count], index, isSecondAccount: index >= owners.count, &random)
    }
    roles = Self.services(size: Double(fleet.hosts.count) / 200)
  }

  /// One in four is an administrator; the others read, and change little.
  private static func person(_ host: Host, _ index: Int, isSecondAccount: Bool, _ random: inout Randomness)
    -> Habit
  {
    let isAdministrator = index % 4 == 0
    let suffix = isSecondAccount ? String(index) : ""
    let principal = Principal(
      name: host.owner.name + suffix, kind: .user, home: office(host.site),
      agent: index % 2 == 0 ? console : "aws-cli/2.15.10 Python/3.11.6 Linux/5.15 exe/x86_64")
    // Even ones use the browser and log in; odd ones have nothing but keys.
    var calls: [(CloudCall, Double)] =
      index % 2 == 0 ? [(CloudCall("ConsoleLogin", "signin", "null"), 2)] : []
    calls += readOnly.shuffled(using: &random).prefix(random.within(6...12)).map {
      ($0, random.pareto(least: 1, exponent: 1, most: 20))
    }
    if isAdministrator { calls += changes.shuffled(using: &random).prefix(9).map { ($0, 0.6) } }
    return Habit(
      principal: principal, cadence: .office(isAdministrator ? 2.2 : 1.1), local: host.local,
      phase: random.unit(),
      calls: Weighted(calls), curiosity: isAdministrator ? 0.012 : 0.002, burst: 1...6)
  }

  static func office(_ site: Site) -> CloudPlace {
    let number = 10 + (Site.all.firstIndex { $0.code == site.code } ?? 0)
    return CloudPlace(
      address: "203.0.113.\(100 + number)", city: site.city, country: site.country, code: site.countryCode,
      network: "Brightharbor Office Networks", number: 64_600 + number)
  }

  static let console =
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/131.0 Safari/537.36"
  private static let ashburn = CloudPlace(
    address: "192.0.2.40", city: "Ashburn", country: "United States", code: "US",
    network: "Cloudprovider East", number: 64_700)
  private static let dublin = CloudPlace(
    address: "192.0.2.90", city: "Dublin", country: "Ireland", code: "IE", network: "Cloudprovider West",
    number: 64_701)

  private static func services(size: Double) -> [Habit] {
    func role(
      _ name: String, _ cadence: Cadence, _ calls: [(CloudCall, Double)], at place: CloudPlace = ashburn,
      burst: ClosedRange<Int> = 1...4, phase: Double = 0.3
    ) -> Habit {
      Habit(
        principal: Principal(
          name: name, kind: .role, home: place, agent: "aws-sdk-go/1.44.200 (go1.21; linux; amd64)"),
        cadence: cadence, local: LocalTime(offsetMinutes: 0, shiftHours: 0), phase: phase,
        calls: Weighted(calls),
        curiosity: 0, burst: burst)
    }
    func call(_ action: String, _ service: String, _ weight: Double) -> (CloudCall, Double) {
      (CloudCall(action, service), weight)
    }
    return [
      role(
        CloudStaff.wafRole, .always(3),
        [
          call("GetWebACL", "waf", 5), call("UpdateIPSet", "waf", 2), call("GetSampledRequests", "waf", 3),
          call("PutMetricData", "monitoring", 2),
        ]),
      role(
        "vigil-monitoring", .every(minutes: 5),
        [
          call("DescribeInstances", "ec2", 6), call("ListMetrics", "monitoring", 5),
          call("GetMetricData", "monitoring", 9), call("DescribeVolumes", "ec2", 3),
          call("ListBuckets", "s3", 4), call("DescribeDBInstances", "rds", 3),
        ], burst: 3...12),
      role(
        "backup-service", .every(minutes: 60),
        [
          call("CreateSnapshot", "ec2", 5), call("DescribeSnapshots", "ec2", 5),
          call("DeleteSnapshot", "ec2", 3), call("DescribeVolumes", "ec2", 2),
        ], burst: 4...20, phase: 0.6),
      role(
        "snapshot-share", .weekly(weekday: 3, hour: 3),
        [
          call("ModifySnapshotAttribute", "ec2", 3), call("SharedSnapshotVolumeCreated", "ec2", 1),
          call("DescribeSnapshotAttribute", "ec2", 5),
        ], burst: 12...20),
      role(
        "ci-deploy", .office(5 * size),
        [
          call("GetAuthorizationToken", "ecr", 4), call("PutImage", "ecr", 3),
          call("RegisterTaskDefinition", "ecs", 2), call("UpdateService", "ecs", 2),
          call("GetObject", "s3", 8), call("PutObject", "s3", 6), call("UpdateFunctionCode", "lambda", 1),
        ], burst: 8...60),
      role(
        "terraform", .office(0.5),
        [
          call("DescribeSecurityGroups", "ec2", 6), call("AuthorizeSecurityGroupIngress", "ec2", 1),
          call("CreateSecurityGroup", "ec2", 0.5), call("DescribeVpcs", "ec2", 5), call("GetRole", "iam", 6),
          call("GetPolicy", "iam", 6), call("RunInstances", "ec2", 0.6), call("CreateTags", "ec2", 3),
          call("GetBucketPolicy", "s3", 4), call("UpdateAssumeRolePolicy", "iam", 0.2),
        ], burst: 60...260),
      role(
        "eks-node", .always(20 * size),
        [
          call("DescribeInstances", "ec2", 4), call("AttachNetworkInterface", "ec2", 1),
          call("AssignPrivateIpAddresses", "ec2", 2), call("GetAuthorizationToken", "ecr", 2),
          call("AssumeRole", "sts", 3),
        ], at: dublin),
      role(
        "autoscaler", .always(4),
        [
          call("DescribeAutoScalingGroups", "autoscaling", 6), call("SetDesiredCapacity", "autoscaling", 1),
          call("RunInstances", "ec2", 1), call("TerminateInstances", "ec2", 1),
        ], at: dublin),
      role(
        "data-lake", .every(minutes: 30),
        [
          call("GetObject", "s3", 9), call("ListObjectsV2", "s3", 4),
          call("StartQueryExecution", "athena", 3), call("GetTable", "glue", 6),
        ], burst: 5...40, phase: 0.1),
      role(
        "lambda-orders", .always(10 * size),
        [
          call("GetSecretValue", "secretsmanager", 2), call("PutObject", "s3", 3), call("Publish", "sns", 2),
          call("AssumeRole", "sts", 1),
        ], at: dublin),
      role(
        "config-recorder", .every(minutes: 15),
        [
          call("DescribeInstances", "ec2", 3), call("ListRoles", "iam", 2), call("ListUsers", "iam", 2),
          call("GetBucketAcl", "s3", 4), call("DescribeTrails", "cloudtrail", 1),
        ], burst: 3...15, phase: 0.8),
      role(
        "cost-report", .daily(hour: 5),
        [call("GetCostAndUsage", "ce", 5), call("ListAccounts", "organizations", 1)], burst: 10...20),
    ]
  }

  static let readOnly: [CloudCall] = [
    ("DescribeInstances", "ec2"), ("ListBuckets", "s3"), ("GetObject", "s3"), ("ListObjectsV2", "s3"),
    ("DescribeVolumes", "ec2"),
    ("DescribeSecurityGroups", "ec2"), ("GetCallerIdentity", "sts"), ("ListFunctions", "lambda"),
    ("GetFunction", "lambda"),
    ("DescribeLogGroups", "logs"), ("FilterLogEvents", "logs"), ("GetMetricData", "monitoring"),
    ("DescribeDBInstances", "rds"),
    ("ListUsers", "iam"), ("ListRoles", "iam"), ("GetRole", "iam"), ("DescribeClusters", "ecs"),
    ("ListServices", "ecs"),
    ("DescribeStacks", "cloudformation"), ("ListQueues", "sqs"), ("ListTopics", "sns"),
    ("GetBucketLocation", "s3"),
  ].map { CloudCall($0.0, $0.1) }

  static let changes: [CloudCall] = [
    ("CreateTags", "ec2"), ("StopInstances", "ec2"), ("StartInstances", "ec2"),
    ("PutMetricAlarm", "monitoring"),
    ("CreateAccessKey", "iam"), ("AttachRolePolicy", "iam"), ("UpdateStack", "cloudformation"),
    ("PutBucketPolicy", "s3"),
    ("CreateLogGroup", "logs"), ("UpdateFunctionConfiguration", "lambda"), ("ModifyDBInstance", "rds"),
    ("AssumeRole", "sts"),
    ("AddUserToGroup", "iam"), ("ChangeResourceRecordSets", "route53"), ("PutParameter", "ssm"),
    ("CreateBucket", "s3"),
  ].map { CloudCall($0.0, $0.1) }

  /// What an administrator tries once in a while.
  static let longTail: [CloudCall] = [
    ("DescribeReservedInstances", "ec2"), ("GetAccountSummary", "iam"), ("ListMFADevices", "iam"),
    ("DescribeAddresses", "ec2"),
    ("GetServiceQuota", "servicequotas"), ("ListKeys", "kms"), ("DescribeKey", "kms"), ("CreateKey", "kms"),
    ("GetTrailStatus", "cloudtrail"),
    ("ListDistributions", "cloudfront"), ("CreateInvalidation", "cloudfront"), ("DescribeNatGateways", "ec2"),
    ("CreateImage", "ec2"),
    ("DescribeImages", "ec2"), ("RebootInstances", "ec2"), ("ListHostedZones", "route53"),
    ("DescribeParameters", "ssm"), ("SendCommand", "ssm"),
    ("StartSession", "ssm"), ("DescribeFileSystems", "elasticfilesystem"), ("ListTables", "dynamodb"),
    ("DescribeTable", "dynamodb"),
    ("GetCostAndUsage", "ce"), ("DescribeBudgets", "budgets"), ("ListCertificates", "acm"),
    ("RequestCertificate", "acm"),
    ("PutRolePolicy", "iam"), ("DetachRolePolicy", "iam"), ("DeleteAccessKey", "iam"),
    ("TagResource", "lambda"), ("DescribeVpcPeeringConnections", "ec2"),
    ("ListStreams", "kinesis"), ("DescribeRepositories", "ecr"), ("GetLifecyclePolicy", "ecr"),
    ("DescribeLoadBalancers", "elasticloadbalancing"),
    ("ModifyVolume", "ec2"), ("GetPasswordData", "ec2"), ("DescribeFlowLogs", "ec2"),
    ("UpdateTable", "dynamodb"), ("ListPipelines", "codepipeline"),
  ].map { CloudCall($0.0, $0.1) }

  /// A service that a team takes up while the detectors are being judged.
  static let adopted: [CloudCall] = [
    "CreateNotebookInstance", "DescribeNotebookInstance", "CreateTrainingJob", "ListModels", "InvokeEndpoint",
    "ListTrainingJobs",
  ].map { CloudCall($0, "sagemaker", "{name=<word>}") }
}
