/**
 * The commonest passwords with eight or more characters (shorter ones are refused by length), from the public yearly
 * lists of NordPass and SplashData and the Chinese leaks of 2011 (CSDN and others). Lower case, NFKC.
 * A small list on purpose: it stops the first guesses of a throttled attacker; the throttle stops the rest.
 */
export const COMMON_PASSWORDS: ReadonlySet<string> = new Set(
  `
  password password1 password12 password123 password1234 password! passw0rd p@ssw0rd p@ssword p@ssw0rd1 passwort
  mypassword newpassword password01 password1! passw0rd1 pa55word pa$$word passpass pass1234 pass12345 pass@123 pass@1234
  admin123 admin1234 admin12345 admin123456 admin888 admin@123 admin@1234 admin666 adminadmin administrator admin2024 admin2025 admin2026
  root1234 root123456 rootroot toor1234 test1234 test12345 test123456 testtest testtest1 guest1234 user1234 user123456 demo1234
  welcome1 welcome12 welcome123 welcome@123 changeme changeme1 changeme123 letmein1 letmein123 secret123 default1 temp1234
  qwertyui qwertyuiop qwerty12 qwerty123 qwerty1234 qwerty12345 qwerty123456 qwertyuiop123 qwer1234 qwer12345 qwer123456 qweasdzxc
  qwe12345 qwe123456 qweqweqwe 1qaz2wsx 1qaz2wsx3edc 1qaz@wsx !qaz2wsx 1q2w3e4r 1q2w3e4r5t 1q2w3e4r5t6y q1w2e3r4 q1w2e3r4t5 zaq12wsx zaq1zaq1
  asdfghjk asdfghjkl asdf1234 asdfasdf asd12345 asd123456 asdasdasd zxcvbnm1 zxcvbnm123 zxcvbnm, zxcv1234 zxc12345 zxczxczxc
  abcd1234 abcd12345 abcd123456 abc12345 abc123456 abc123abc a1b2c3d4 a1b2c3d4e5 aa123456 aa12345678 aaa123456 a1234567 a12345678 a123456789
  ab123456 ab12345678 as123456 qq123456 qq123456789 qq5201314 wang1234 wang123456 zhang123 li123456 liu123456 wangyang123
  123456aa 123456abc 1234567a 12345678a 123456789a 1234567890a 123456qq 12345qwert 12345abc 1234abcd 1234qwer 123qweasd 123qweasdzxc 123qwe123 123abc123
  123123123 1231231234 12341234 1234512345 123456123456 12121212 123321123 123654789 147258369 147852369 159357159 159753159 741852963 789456123 987654321 9876543210
  0123456789 01234567 012345678 1234567890 123456789 12345678 12345678910 1234567891 123456789012 87654321 876543210 098765432 0987654321
  00000000 11111111 22222222 33333333 44444444 55555555 66666666 77777777 88888888 99999999 000000000 111111111 888888888 1111111111 0000000000
  11223344 1122334455 112233445566 11112222 12344321 123454321 10101010 20002000 31415926 3141592653 52013140 5201314520 52013145 1314520520 13145200
  5201314a 520131400 woaini13 woaini123 woaini520 woaini521 woaini1314 woaini5201314 woaiwojia woaizhongguo woaibaobao iloveyou iloveyou1 iloveyou2 iloveyou123 iloveyou1314 iloveu123
  zhongguo zhongguo1 beijing2008 shanghai xiaoming nihao123 nihaoma123 mima1234 mima123456 wodemima sb123456 tiancai123 caonima123 asdf12345 woshishui
  sunshine sunshine1 princess princess1 football football1 baseball baseball1 superman superman1 starwars pokemon1 pokemon123 michael1 jennifer computer computer1
  internet trustno1 whatever whatever1 dragon12 dragon123 monkey12 monkey123 shadow12 master12 master123 freedom1 mustang1 corvette butterfly elephant
  samsung1 samsung123 facebook google123 linkedin liverpool chelsea1 arsenal1 barcelona juventus lovely123 charlie1 jessica1 hello123 hello1234 helloworld hellohello
  p@$$w0rd passw@rd company1 company123 office123 spring2024 summer2024 autumn2024 winter2024 spring2025 summer2025 autumn2025 winter2025 spring2026 summer2026 autumn2026 winter2026
  yika1234 yika12345 yika123456 yikayika huawei123 huawei@123 admin@huawei changeit 1234!@#$ 123456!@# !@#$%^&* !@#$qwer
`
    .split(/\s+/)
    .filter((word) => word !== ''),
);
