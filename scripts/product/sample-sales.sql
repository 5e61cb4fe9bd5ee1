-- Made-up sales of a chain: 5 regions, 100 shops, 15 products, 120 whole days (2026-08-01 to 2026-11-28) and the first
-- hours of 2026-11-29. Days are days of Asia/Shanghai. sold_at is timestamptz.
-- Whole-number formulas make the same rows everywhere. __LAST__ is the last whole day, counted from 2026-08-01; the
-- day after it has its first hours alone. Days up to 2026-11-28 (119) never change.
DROP SCHEMA IF EXISTS sales CASCADE;
CREATE SCHEMA sales;
SET search_path = sales;
CREATE TABLE region (id int PRIMARY KEY, name text NOT NULL, name_en text NOT NULL, factor int NOT NULL);
CREATE TABLE shop (id int PRIMARY KEY, region_id int NOT NULL REFERENCES region(id), city text NOT NULL, name text NOT NULL, factor int NOT NULL, opened_on date NOT NULL);
CREATE TABLE product (id int PRIMARY KEY, name text NOT NULL, category text NOT NULL, price_cents int NOT NULL, base int NOT NULL);
CREATE TABLE business_day (n int PRIMARY KEY, day date NOT NULL, factor int NOT NULL, special text);
CREATE TABLE sale_line (id bigint PRIMARY KEY, sold_at timestamptz NOT NULL, shop_id int NOT NULL, product_id int NOT NULL, quantity int NOT NULL, unit_price numeric(12,2) NOT NULL, amount numeric(12,2) NOT NULL);
CREATE TABLE refund (id bigint PRIMARY KEY, sale_line_id bigint NOT NULL, refunded_at timestamptz NOT NULL, amount numeric(12,2) NOT NULL);
CREATE TABLE region_target (region_id int NOT NULL, day date NOT NULL, amount numeric(12,2) NOT NULL, PRIMARY KEY (region_id, day));
INSERT INTO region VALUES
(1,'华东','East China',125),
(2,'华南','South China',110),
(3,'华北','North China',100),
(4,'西南','Southwest',88),
(5,'华中','Central China',92);
INSERT INTO shop VALUES
(1,1,'上海','上海人民路店',107,'2019-03-01'),
(2,1,'上海','上海中心广场店',83,'2019-03-01'),
(3,1,'上海','上海大学城店',120,'2019-03-01'),
(4,1,'上海','上海高新店',96,'2019-03-01'),
(5,1,'杭州','杭州人民路店',83,'2019-03-01'),
(6,1,'杭州','杭州中心广场店',120,'2019-03-01'),
(7,1,'杭州','杭州大学城店',96,'2019-03-01'),
(8,1,'杭州','杭州高新店',72,'2019-03-01'),
(9,1,'南京','南京人民路店',120,'2019-03-01'),
(10,1,'南京','南京中心广场店',96,'2019-03-01'),
(11,1,'南京','南京大学城店',72,'2019-03-01'),
(12,1,'南京','南京高新店',109,'2019-03-01'),
(13,1,'苏州','苏州人民路店',96,'2019-03-01'),
(14,1,'苏州','苏州中心广场店',72,'2019-03-01'),
(15,1,'苏州','苏州大学城店',109,'2019-03-01'),
(16,1,'苏州','苏州高新店',85,'2019-03-01'),
(17,1,'宁波','宁波人民路店',72,'2019-03-01'),
(18,1,'宁波','宁波中心广场店',109,'2019-03-01'),
(19,1,'宁波','宁波大学城店',85,'2019-03-01'),
(20,1,'宁波','宁波高新店',122,'2019-03-01'),
(21,2,'广州','广州人民路店',115,'2019-03-01'),
(22,2,'广州','广州中心广场店',91,'2019-03-01'),
(23,2,'广州','广州大学城店',128,'2019-03-01'),
(24,2,'广州','广州高新店',104,'2019-03-01'),
(25,2,'深圳','深圳人民路店',91,'2019-03-01'),
(26,2,'深圳','深圳中心广场店',128,'2019-03-01'),
(27,2,'深圳','深圳大学城店',104,'2019-03-01'),
(28,2,'深圳','深圳高新店',80,'2019-03-01'),
(29,2,'佛山','佛山人民路店',128,'2019-03-01'),
(30,2,'佛山','佛山中心广场店',104,'2019-03-01'),
(31,2,'佛山','佛山大学城店',80,'2019-03-01'),
(32,2,'佛山','佛山高新店',117,'2019-03-01'),
(33,2,'东莞','东莞人民路店',104,'2019-03-01'),
(34,2,'东莞','东莞中心广场店',80,'2019-03-01'),
(35,2,'东莞','东莞大学城店',117,'2019-03-01'),
(36,2,'东莞','东莞高新店',93,'2019-03-01'),
(37,2,'厦门','厦门人民路店',80,'2019-03-01'),
(38,2,'厦门','厦门中心广场店',117,'2019-03-01'),
(39,2,'厦门','厦门大学城店',93,'2019-03-01'),
(40,2,'厦门','厦门高新店',130,'2019-03-01'),
(41,3,'北京','北京人民路店',123,'2019-03-01'),
(42,3,'北京','北京中心广场店',99,'2019-03-01'),
(43,3,'北京','北京大学城店',75,'2019-03-01'),
(44,3,'北京','北京高新店',112,'2019-03-01'),
(45,3,'天津','天津人民路店',99,'2019-03-01'),
(46,3,'天津','天津中心广场店',75,'2019-03-01'),
(47,3,'天津','天津大学城店',112,'2019-03-01'),
(48,3,'天津','天津高新店',88,'2019-03-01'),
(49,3,'石家庄','石家庄人民路店',75,'2019-03-01'),
(50,3,'石家庄','石家庄中心广场店',112,'2019-03-01'),
(51,3,'石家庄','石家庄大学城店',88,'2019-03-01'),
(52,3,'石家庄','石家庄高新店',125,'2019-03-01'),
(53,3,'太原','太原人民路店',112,'2019-03-01'),
(54,3,'太原','太原中心广场店',88,'2019-03-01'),
(55,3,'太原','太原大学城店',125,'2019-03-01'),
(56,3,'太原','太原高新店',101,'2019-03-01'),
(57,3,'济南','济南人民路店',88,'2019-03-01'),
(58,3,'济南','济南中心广场店',125,'2019-03-01'),
(59,3,'济南','济南大学城店',101,'2019-03-01'),
(60,3,'济南','济南高新店',77,'2019-03-01'),
(61,4,'成都','成都人民路店',70,'2019-03-01'),
(62,4,'成都','成都中心广场店',107,'2019-03-01'),
(63,4,'成都','成都大学城店',83,'2019-03-01'),
(64,4,'成都','成都高新店',120,'2019-03-01'),
(65,4,'重庆','重庆人民路店',107,'2019-03-01'),
(66,4,'重庆','重庆中心广场店',83,'2019-03-01'),
(67,4,'重庆','重庆大学城店',120,'2019-03-01'),
(68,4,'重庆','重庆高新店',96,'2019-03-01'),
(69,4,'昆明','昆明人民路店',83,'2019-03-01'),
(70,4,'昆明','昆明中心广场店',120,'2019-03-01'),
(71,4,'昆明','昆明大学城店',96,'2019-03-01'),
(72,4,'昆明','昆明高新店',72,'2019-03-01'),
(73,4,'贵阳','贵阳人民路店',120,'2026-10-15'),
(74,4,'贵阳','贵阳中心广场店',96,'2019-03-01'),
(75,4,'贵阳','贵阳大学城店',72,'2019-03-01'),
(76,4,'贵阳','贵阳高新店',109,'2019-03-01'),
(77,4,'绵阳','绵阳人民路店',96,'2019-03-01'),
(78,4,'绵阳','绵阳中心广场店',72,'2019-03-01'),
(79,4,'绵阳','绵阳大学城店',109,'2019-03-01'),
(80,4,'绵阳','绵阳高新店',85,'2019-03-01'),
(81,5,'武汉','武汉人民路店',78,'2019-03-01'),
(82,5,'武汉','武汉中心广场店',115,'2019-03-01'),
(83,5,'武汉','武汉大学城店',91,'2019-03-01'),
(84,5,'武汉','武汉高新店',128,'2019-03-01'),
(85,5,'长沙','长沙人民路店',115,'2019-03-01'),
(86,5,'长沙','长沙中心广场店',91,'2019-03-01'),
(87,5,'长沙','长沙大学城店',128,'2019-03-01'),
(88,5,'长沙','长沙高新店',104,'2019-03-01'),
(89,5,'郑州','郑州人民路店',91,'2019-03-01'),
(90,5,'郑州','郑州中心广场店',128,'2019-03-01'),
(91,5,'郑州','郑州大学城店',104,'2019-03-01'),
(92,5,'郑州','郑州高新店',80,'2019-03-01'),
(93,5,'南昌','南昌人民路店',128,'2019-03-01'),
(94,5,'南昌','南昌中心广场店',104,'2019-03-01'),
(95,5,'南昌','南昌大学城店',80,'2019-03-01'),
(96,5,'南昌','南昌高新店',117,'2019-03-01'),
(97,5,'合肥','合肥人民路店',104,'2019-03-01'),
(98,5,'合肥','合肥中心广场店',80,'2019-03-01'),
(99,5,'合肥','合肥大学城店',117,'2019-03-01'),
(100,5,'合肥','合肥高新店',93,'2019-03-01');
INSERT INTO product VALUES
(1,'鲜牛奶1L','乳品',1290,110),
(2,'酸奶六连杯','乳品',1580,80),
(3,'鸡蛋30枚','生鲜',2390,70),
(4,'东北大米5kg','粮油',3990,45),
(5,'花生油5L','粮油',11900,22),
(6,'方便面五连包','食品',1450,60),
(7,'矿泉水24瓶','饮料',2800,50),
(8,'可乐12罐','饮料',2990,40),
(9,'橙汁1L','饮料',1850,45),
(10,'坚果礼盒','食品',15800,12),
(11,'纸尿裤L码','母婴',12900,14),
(12,'洗衣液3kg','日化',4590,36),
(13,'抽纸24包','日化',4990,48),
(14,'洗发水750ml','日化',5200,20),
(15,'牙膏三支装','日化',3280,26);
INSERT INTO business_day VALUES
(0,'2026-08-01',132,NULL),
(1,'2026-08-02',126,NULL),
(2,'2026-08-03',92,NULL),
(3,'2026-08-04',88,NULL),
(4,'2026-08-05',90,NULL),
(5,'2026-08-06',94,NULL),
(6,'2026-08-07',108,NULL),
(7,'2026-08-08',132,NULL),
(8,'2026-08-09',126,NULL),
(9,'2026-08-10',92,NULL),
(10,'2026-08-11',88,NULL),
(11,'2026-08-12',90,NULL),
(12,'2026-08-13',94,NULL),
(13,'2026-08-14',108,NULL),
(14,'2026-08-15',132,NULL),
(15,'2026-08-16',126,NULL),
(16,'2026-08-17',92,NULL),
(17,'2026-08-18',88,NULL),
(18,'2026-08-19',90,NULL),
(19,'2026-08-20',94,NULL),
(20,'2026-08-21',108,NULL),
(21,'2026-08-22',132,NULL),
(22,'2026-08-23',126,NULL),
(23,'2026-08-24',92,NULL),
(24,'2026-08-25',88,NULL),
(25,'2026-08-26',90,NULL),
(26,'2026-08-27',94,NULL),
(27,'2026-08-28',108,NULL),
(28,'2026-08-29',132,NULL),
(29,'2026-08-30',126,NULL),
(30,'2026-08-31',92,NULL),
(31,'2026-09-01',88,NULL),
(32,'2026-09-02',90,NULL),
(33,'2026-09-03',94,NULL),
(34,'2026-09-04',108,NULL),
(35,'2026-09-05',132,NULL),
(36,'2026-09-06',126,NULL),
(37,'2026-09-07',92,NULL),
(38,'2026-09-08',88,NULL),
(39,'2026-09-09',90,NULL),
(40,'2026-09-10',94,NULL),
(41,'2026-09-11',108,NULL),
(42,'2026-09-12',132,NULL),
(43,'2026-09-13',126,NULL),
(44,'2026-09-14',92,NULL),
(45,'2026-09-15',88,NULL),
(46,'2026-09-16',90,NULL),
(47,'2026-09-17',94,NULL),
(48,'2026-09-18',108,NULL),
(49,'2026-09-19',132,NULL),
(50,'2026-09-20',96,'调休上班'),
(51,'2026-09-21',92,NULL),
(52,'2026-09-22',88,NULL),
(53,'2026-09-23',90,NULL),
(54,'2026-09-24',94,NULL),
(55,'2026-09-25',150,'中秋'),
(56,'2026-09-26',140,'中秋'),
(57,'2026-09-27',125,'中秋'),
(58,'2026-09-28',92,NULL),
(59,'2026-09-29',88,NULL),
(60,'2026-09-30',90,NULL),
(61,'2026-10-01',165,'国庆'),
(62,'2026-10-02',158,'国庆'),
(63,'2026-10-03',150,'国庆'),
(64,'2026-10-04',146,'国庆'),
(65,'2026-10-05',142,'国庆'),
(66,'2026-10-06',138,'国庆'),
(67,'2026-10-07',125,'国庆'),
(68,'2026-10-08',94,NULL),
(69,'2026-10-09',108,NULL),
(70,'2026-10-10',98,'调休上班'),
(71,'2026-10-11',126,NULL),
(72,'2026-10-12',92,NULL),
(73,'2026-10-13',88,NULL),
(74,'2026-10-14',90,NULL),
(75,'2026-10-15',94,NULL),
(76,'2026-10-16',108,NULL),
(77,'2026-10-17',132,NULL),
(78,'2026-10-18',126,NULL),
(79,'2026-10-19',92,NULL),
(80,'2026-10-20',88,NULL),
(81,'2026-10-21',90,NULL),
(82,'2026-10-22',94,NULL),
(83,'2026-10-23',108,NULL),
(84,'2026-10-24',132,NULL),
(85,'2026-10-25',126,NULL),
(86,'2026-10-26',92,NULL),
(87,'2026-10-27',88,NULL),
(88,'2026-10-28',90,NULL),
(89,'2026-10-29',94,NULL),
(90,'2026-10-30',108,NULL),
(91,'2026-10-31',132,NULL),
(92,'2026-11-01',126,NULL),
(93,'2026-11-02',92,NULL),
(94,'2026-11-03',88,NULL),
(95,'2026-11-04',90,NULL),
(96,'2026-11-05',94,NULL),
(97,'2026-11-06',108,NULL),
(98,'2026-11-07',132,NULL),
(99,'2026-11-08',126,NULL),
(100,'2026-11-09',92,NULL),
(101,'2026-11-10',88,NULL),
(102,'2026-11-11',90,NULL),
(103,'2026-11-12',94,NULL),
(104,'2026-11-13',108,NULL),
(105,'2026-11-14',132,NULL),
(106,'2026-11-15',126,NULL),
(107,'2026-11-16',92,NULL),
(108,'2026-11-17',88,NULL),
(109,'2026-11-18',90,NULL),
(110,'2026-11-19',94,NULL),
(111,'2026-11-20',108,NULL),
(112,'2026-11-21',132,NULL),
(113,'2026-11-22',126,NULL),
(114,'2026-11-23',92,NULL),
(115,'2026-11-24',88,NULL),
(116,'2026-11-25',90,NULL),
(117,'2026-11-26',94,NULL),
(118,'2026-11-27',108,NULL),
(119,'2026-11-28',132,NULL),
(120,'2026-11-29',126,NULL);
INSERT INTO business_day SELECT n, DATE '2026-08-01' + n, (ARRAY[126,92,88,90,94,108,132])[1 + extract(dow FROM DATE '2026-08-01' + n)::int], NULL FROM generate_series(121, __LAST__ + 1) n;
-- The planted anomalies stand in the CASEs below: 华南 -38 % on 2026-11-18, 洗衣液3kg 4.2 times on 2026-10-22;
-- shop 8 (杭州高新店) has no rows at all on 2026-11-24. Shop 73 opened on 2026-10-15 and is missing nowhere.
INSERT INTO sale_line
SELECT n * 100000 + s * 100 + p, ((DATE '2026-08-01' + (n)::int)::timestamp + (sec) * interval '1 second') AT TIME ZONE 'Asia/Shanghai', s, p, qty, ((unit)::numeric / 100), ((qty * unit)::numeric / 100)
FROM (
  SELECT n, s, p, h1, h2, h3, price * (CASE WHEN h3 % 20 = 0 THEN 90 ELSE 100 END) / 100 AS unit,
    (CASE WHEN h3 % 100 < 6 THEN (h3 / 100) % 8 ELSE 9 + (h3 / 100) % 13 END) * 3600 + (h2 % 60) * 60 + h1 % 60 AS sec,
    (base * sf * rf / 100 * wf / 10 * (10000 + 6 * n) / 10000 * (100 + n1) * (100 + n2) * (100 + n3) / 1000000
      * (CASE WHEN r = 2 AND n = 109 THEN 62 WHEN p = 12 AND n = 82 THEN 420 ELSE 100 END) / 100 + 500) / 1000 AS qty
  FROM (
    SELECT b.*, (b.h2 * b.h2 + 11 * b.h2 + b.p) % 999979 AS h3, b.h2 % 37 - 18 AS n1, (b.g * b.g + 5 * b.g + 1) % 99991 % 13 - 6 AS n2, (b.e * b.e + 1) % 10009 % 7 - 3 AS n3
    FROM (
      SELECT a.*, (a.h1 * a.h1 + 3 * a.h1 + a.n * 31 + 7) % 999983 AS h2
      FROM (
        SELECT (d.n)::bigint AS n, (s.id)::bigint AS s, (p.id)::bigint AS p, (s.region_id)::bigint AS r, (p.base)::bigint AS base, (p.price_cents)::bigint AS price, (s.factor)::bigint AS sf, (g.factor)::bigint AS rf, (d.factor)::bigint AS wf,
          ((d.n)::bigint * 7919 + (s.id)::bigint * 104729 + (p.id)::bigint * 15485863 + 1013) % 1000003 AS h1,
          ((d.n)::bigint * 6151 + (s.id)::bigint * 9973 + 77) % 100003 AS g,
          ((d.n)::bigint * 3571 + (s.region_id)::bigint * 7001 + 5) % 10007 AS e
        FROM business_day d CROSS JOIN shop s CROSS JOIN product p JOIN region g ON g.id = s.region_id
        WHERE NOT (s.id = 8 AND d.n = 115) AND NOT (s.id = 73 AND d.n < 75)
      ) a
    ) b
  ) c
) l
WHERE n <= __LAST__ OR sec < 8 * 3600;
INSERT INTO refund
SELECT id, id, ((DATE '2026-08-01' + (later)::int)::timestamp + (36000 + h % 39600) * interval '1 second') AT TIME ZONE 'Asia/Shanghai', ((cents * (20 + h % 81) / 100)::numeric / 100)
FROM (
  SELECT id, cents, h, n + 1 + h / 7 % 5 AS later
  FROM (SELECT id, (amount * 100)::bigint AS cents, id / 100000 AS n, (id % 1000003 * 7919 + id % 997 * 104729 + id / 100000 * 31) % 1000003 AS h FROM sale_line) x
  WHERE h % 41 = 0
) y
WHERE later <= __LAST__;
INSERT INTO region_target
SELECT g.id, d.day, (4721600::bigint * g.factor * d.factor / 100000000) * 1000 FROM region g CROSS JOIN business_day d;
CREATE INDEX sale_line_sold_at ON sale_line (sold_at);
CREATE INDEX refund_refunded_at ON refund (refunded_at);
ANALYZE;
-- What a report may read. Sales count on the day they were sold, refunds on the day they were paid back.
CREATE VIEW v_sales_daily AS
SELECT x.day, g.name AS region, s.id AS shop_id, s.name AS shop, p.name AS product, p.category, SUM(x.quantity) AS quantity, SUM(x.gross) AS gross, SUM(x.refunds) AS refunds, SUM(x.gross) - SUM(x.refunds) AS net
FROM (
  SELECT (sold_at AT TIME ZONE 'Asia/Shanghai')::date AS day, shop_id, product_id, quantity, amount AS gross, 0.00 AS refunds FROM sale_line
  UNION ALL
  SELECT (f.refunded_at AT TIME ZONE 'Asia/Shanghai')::date, l.shop_id, l.product_id, 0, 0.00, f.amount FROM refund f JOIN sale_line l ON l.id = f.sale_line_id
) x JOIN shop s ON s.id = x.shop_id JOIN region g ON g.id = s.region_id JOIN product p ON p.id = x.product_id
GROUP BY x.day, g.name, s.id, s.name, p.name, p.category;
CREATE VIEW v_targets AS SELECT t.day, g.name AS region, t.amount FROM region_target t JOIN region g ON g.id = t.region_id;
