"""Words of the trade that mean the same, to begin with; 本部 changes them in the page of synonyms."""

from django.db import migrations

GROUPS = """
違算 レジ誤差 過不足 現金過不足 レジ差異
クレーム 苦情 お叱り ご指摘 不満の声
お褒め お礼の言葉 感謝の言葉 嬉しい声 好評
返金 払い戻し 払戻 返品
お釣り 釣り銭 釣銭 おつり つり銭
両替 小銭 硬貨 棒金
レジ締め 精算 レジ精算 日計
打ち間違い 誤打 打ち漏れ 入力ミス レジミス
会計 支払い お支払い 勘定
キャッシュレス 電子マネー QR決済 スマホ決済 カード払い
クーポン 割引券 優待券 値引き
領収書 領収証 レシート
客数 来客数 来店数 入客
客単価 単価 一人あたりの売上
売上 売り上げ 売上高 日商
予算 売上目標 目標
待ち時間 待たせ お待たせ 長く待つ
提供遅れ 料理が遅い 料理が出ない 出るのが遅い
行列 順番待ち 列 混雑
満席 満卓 席が埋まる
予約 席の予約 リザーブ
無断キャンセル ノーショー 予約の不来店 来なかった
ダブルブッキング 二重予約 予約の重複
オーダーミス 注文間違い 注文ミス 誤注文 通し間違い
提供ミス 出し間違い 誤配膳 配膳ミス 別の料理
注文 オーダー
持ち帰り テイクアウト お持ち帰り
出前 デリバリー 宅配 配達
食べ残し 残食 残飯
異物混入 異物 髪の毛 毛髪 虫が入って
食中毒 食あたり 腹痛 お腹を壊す
アレルギー アレルゲン 特定原材料
賞味期限 消費期限 期限切れ
廃棄 ロス 食品ロス 捨てた
欠品 品切れ 売り切れ 在庫切れ 切らし
在庫 ストック 残数
発注 仕入れ 注文数
発注ミス 発注漏れ 頼み忘れ 誤発注
納品 入荷 搬入 荷受け
棚卸 棚卸し 実地棚卸
仕込み 下ごしらえ 下準備
盛り付け 盛付け 盛りつけ
厨房 キッチン 調理場
ホール 客席 フロア
冷蔵庫 冷蔵ケース 冷ケース
冷凍庫 フリーザー
故障 不具合 動かない 壊れた トラブル
空調 エアコン 冷房 暖房
停電 ブレーカー 電気が落ちる
水漏れ 漏水 雨漏り
排水 グリストラップ 詰まり つまり
害虫 ゴキブリ ネズミ コバエ
清掃 掃除 拭き掃除 クリンネス
洗剤 漂白剤 次亜塩素酸 ハイター
消毒 除菌 アルコール
手洗い 衛生 衛生管理
トイレ お手洗い 便所 化粧室
けが 怪我 負傷 切り傷
やけど 火傷 熱傷
転倒 転んだ 滑って 足を滑らせ
事故 アクシデント 労災
忘れ物 落とし物 置き忘れ 遺失物
防犯 万引き 盗難 不審者
迷惑客 カスハラ カスタマーハラスメント 理不尽な要求 酔客
従業員 スタッフ バイト アルバイト パート クルー
新人 新人さん 研修生 トレーニング中
人手不足 人員不足 欠員 人が足りない 手が足りない
シフト 勤務表 出勤
遅刻 寝坊 出勤の遅れ
欠勤 休み 当日欠勤 体調不良 急な休み
引き継ぎ 引継ぎ 申し送り 伝達
身だしなみ 服装 制服 ユニフォーム
接客 応対 接遇 サービス
挨拶 あいさつ 声かけ 声掛け
店長 責任者 マネージャー
手順 マニュアル やり方 方法
子ども 子供 お子様 キッズ 子連れ
高齢 年配 お年寄り シニア
外国人 海外 インバウンド 訪日
車いす 車椅子 バリアフリー
駐車場 駐輪場 パーキング
近隣 ご近所 隣家 住民
騒音 うるさい 音が大きい
新メニュー 新商品 新作 限定メニュー
食器 皿 グラス 器
破損 割れ 割った 欠け
口コミ レビュー ネットの評価 書き込み
常連 リピーター なじみ お得意様
券売機 食券 自動券売機
開店 開店準備 オープン作業
閉店 クローズ 閉め作業 閉店作業
"""

ADDED = f"""
INSERT INTO search_synonyms (terms)
SELECT string_to_array(line, ' ') FROM unnest(string_to_array(btrim('{GROUPS}', E'\\n'), E'\\n')) AS l (line);
"""  # noqa: S608  the constant above
# What 本部 has changed stays.
REMOVED = "DELETE FROM search_synonyms WHERE updated_by IS NULL"

LIMITS = """
ALTER TABLE search_synonyms ADD CONSTRAINT search_synonyms_several CHECK (cardinality(terms) BETWEEN 2 AND 20);
"""
NO_LIMITS = "ALTER TABLE search_synonyms DROP CONSTRAINT search_synonyms_several;"


class Migration(migrations.Migration):
    dependencies = [("search", "0004_nearest_on_board")]

    operations = [migrations.RunSQL(LIMITS, NO_LIMITS), migrations.RunSQL(ADDED, REMOVED)]
